"""What a newsroom abbreviates, and the words that show whether a sentence ends there.

All in lower case and without the last stop, but for the states.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name follows these, whatever its first word looks like: "Gen. He Weidong".
TITLES = _words(
    """
    mr mrs ms mx messrs mme mlle dr drs prof rev fr hon msgr pres gov lt.gov sen sens rep reps del
    amb gen lt.gen maj.gen brig lt maj col lt.col capt cmdr cdr adm vadm sgt cpl pvt pfc spc ens
    sec supt insp det dep asst atty exec ald cllr
    """
)
# Titles that are names or words as well: "Hun Sen", "Czech Rep.".
ALSO_NAMES = _words("sen dr rep del")
# Something must follow these: they stand before what they belong to.
LEADING = _words("v vs i.e e.g viz cf a.k.a aka incl esp resp c.f n.b")
# These stand before a number, and end a sentence before anything else.
NUMBERED = _words(
    """
    no nos nr p pp par para paras art arts fig figs ch chap vol vols sec secs sect op ver ca c
    circa approx est pop pt pts tel ext fl b d r q al div dist bldg rte hwy apt rm
    """
)
# A number stands before these, and may follow: "6 ft. 2 in.".
UNITS = _words("ft in lb lbs oz mi yd yds hr hrs min mins")
MONTHS = _words("jan feb mar apr jun jul aug sep sept oct nov dec")
WEEKDAYS = _words("mon tue tues wed weds thu thur thurs fri sat sun")
# These may end a sentence, or stand inside a name: "Apple Inc. Chairman", "King Jr. Day".
OPEN_ENDED = _words(
    """
    corp inc co cos ltd bros plc llc llp assn assoc dept depts univ inst intl natl govt mfg dist
    div jr sr esq st ste mt mts ft ave blvd rd sq hwy rte bldg comm admin ed eds trans mgr dir
    mgmt
    """
)
# These mostly end the name of a company.
COMPANIES = _words("corp inc ltd plc llc llp")
# What may follow the name of a company with a capital and not begin a sentence.
OFFICERS = _words(
    """
    chief ceo cfo coo cto chairman chairwoman chair president vice founder co executive executives
    director directors managing senior general head spokesman spokeswoman spokesperson analyst
    engineer economist secretary treasurer board class series model research
    """
)
# Countries and the like that end sentences as often as they stand inside names.
PLACES = _words("u.s u.s.a u.n u.k e.u d.c u.a.e u.s.s.r")
# As they are written: "La." is a state, "la" is not. Those left out are words too often.
STATES = _words(
    """
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb
    Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wisc Wyo Ont Alta Sask N.Y N.J N.H N.C N.D N.M S.C S.D
    W.Va R.I D.C B.C P.R
    """
)
# Other abbreviations that lower case may follow; before a capital they end the sentence.
MID_SENTENCE = _words(
    """
    etc al avg max misc temp alt orig rev repr yr yrs mo mos wk wks sec secs cont ext abbr dept
    mph
    """
)
# Names that end in an exclamation mark.
EXCLAIMED = _words("yahoo jeopardy wham oklahoma yum joomla")
# Words that begin sentences and seldom names; they tell after "U.S." or "Inc.".
STARTERS = _words(
    """
    a an the this that these those he she it they we i you his her its their our my your one's
    there here then now today yesterday tomorrow tonight who whom whose what which when where why
    how in on at by for from with without within to of off into onto upon after before during
    since until till while whenever whereas if unless although though because as but and or nor so
    yet however despite amid among amongst between under over above below against across along
    around behind beyond besides through throughout toward towards about according regarding some
    many most much several few fewer more less all both each every any none no not neither either
    another other others such only also even still once twice later earlier meanwhile moreover
    furthermore nevertheless nonetheless instead indeed perhaps maybe thus hence therefore
    otherwise again soon often never always sometimes afterwards afterward almost nearly roughly
    nobody nothing someone somebody something everyone everybody everything anyone anything one
    two three four five six seven eight nine ten eleven twelve dozens hundreds thousands millions
    officials authorities police investigators prosecutors lawmakers critics analysts experts
    residents witnesses protesters demonstrators reporters journalists diplomats researchers
    scientists supporters opponents people men women children mr mrs ms asked is are was were has
    have had do does did can could would should might must let see given please yes
    """
)
# Names that "U.S." or "U.N." is part of, though a verb follows: "the U.S. Army said".
INSTITUTIONS = _words(
    """
    army navy marines marine embassy consulate congress senate house treasury capitol constitution
    government administration president ambassador military fed mission marshals steel bank open
    secretary general council assembly charter ceo chairman chairwoman chief director police mayor
    court parliament supreme
    """
)
# Verbs, and words around verbs, that follow the subject of a sentence.
VERBS = _words(
    """
    is was are were has had have will would could should can may might must did does said says
    told wants went came took made gave got held met put ran saw sent set spoke began became broke
    built bought chose drew fell felt fought found flew grew kept knew led left lost meant paid
    rose sold shot struck taught thought threw won wrote hit also later then never now still not
    """
)
# Verbs that name the speaker of a quotation.
SPEECH = _words(
    """
    said says asked asks wrote writes told added adds tweeted posted shouted cried yelled replied
    answered demanded exclaimed wondered joked quipped declared continued recalled warned
    responded
    """
)
# What may follow "5 p.m.": the time zone or the day.
ZONES = _words(
    """
    est edt et cst cdt ct mst mdt mt pst pdt pt gmt utc bst cet cest ist eastern central pacific
    mountain greenwich zulu standard daylight local monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november
    december
    """
)
# What a number belongs to at the start of a block: "Section 2.".
LABELS = _words(
    """
    point section sec chapter part article art item step figure fig table annex appendix question
    rule phase note paragraph para clause exhibit no act scene lesson reason myth fact box map
    chart
    """
)
