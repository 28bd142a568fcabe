"""Small tables of what every reader knows: countries and their people, states, ranks, plain nouns.

Written for this project by hand; every word is in the form of `builder_ext.evidence.spelling.key`.
"""

from __future__ import annotations

# Each country by its key, then its other names and its people, parted by "/".
_COUNTRIES = """\
    afghanistan/afghan/afghani; albania/albanian; algeria/algerian; angola/angolan;
    argentina/argentine/argentinian; armenia/armenian; australia/australian/aussie;
    austria/austrian; azerbaijan/azerbaijani/azeri; bahrain/bahraini; bangladesh/bangladeshi;
    belarus/belarusian/belorussian; belgium/belgian; bolivia/bolivian; bosnia/bosnian;
    botswana/batswana; brazil/brazilian; bulgaria/bulgarian; burma/burmese/myanmar;
    cambodia/cambodian/khmer; cameroon/cameroonian; canada/canadian; chad/chadian; chile/chilean;
    china/chinese/prc; colombia/colombian; congo/congolese/drc; croatia/croatian/croat;
    cuba/cuban; cyprus/cypriot; denmark/danish/dane; ecuador/ecuadorian; egypt/egyptian;
    eritrea/eritrean; estonia/estonian; ethiopia/ethiopian; fiji/fijian; finland/finnish/finn;
    france/french/frenchman; gabon/gabonese; gambia/gambian; georgia/georgian; germany/german;
    ghana/ghanaian; greece/greek; guatemala/guatemalan; guinea/guinean; guyana/guyanese;
    haiti/haitian; honduras/honduran; hungary/hungarian; iceland/icelandic/icelander;
    india/indian; indonesia/indonesian; iran/iranian/persia/persian; iraq/iraqi;
    ireland/irish/irishman; israel/israeli; italy/italian; jamaica/jamaican; japan/japanese;
    jordan/jordanian; kazakhstan/kazakh; kenya/kenyan; kosovo/kosovar; kuwait/kuwaiti;
    kyrgyzstan/kyrgyz; laos/laotian; latvia/latvian; lebanon/lebanese; liberia/liberian;
    libya/libyan; lithuania/lithuanian; luxembourg/luxembourger; macedonia/macedonian;
    madagascar/malagasy; malawi/malawian; malaysia/malaysian; mali/malian; malta/maltese;
    mauritania/mauritanian; mexico/mexican; moldova/moldovan; mongolia/mongolian;
    montenegro/montenegrin; morocco/moroccan; mozambique/mozambican; namibia/namibian;
    nepal/nepali/nepalese; netherlands/dutch/holland/dutchman; nicaragua/nicaraguan;
    niger/nigerien; nigeria/nigerian; norway/norwegian; oman/omani; pakistan/pakistani;
    palestine/palestinian; panama/panamanian; paraguay/paraguayan; peru/peruvian;
    philippines/philippine/filipino/filipina; poland/polish/pole; portugal/portuguese;
    qatar/qatari; romania/romanian; russia/russian; rwanda/rwandan; samoa/samoan;
    senegal/senegalese; serbia/serbian/serb; singapore/singaporean; slovakia/slovak/slovakian;
    slovenia/slovenian/slovene; somalia/somali; spain/spanish/spaniard; sudan/sudanese;
    sweden/swedish/swede; switzerland/swiss; syria/syrian; taiwan/taiwanese; tajikistan/tajik;
    tanzania/tanzanian; thailand/thai; tibet/tibetan; tunisia/tunisian;
    turkey/turkish/turk/turkiye; turkmenistan/turkmen; uganda/ugandan; ukraine/ukrainian;
    uruguay/uruguayan; uzbekistan/uzbek; venezuela/venezuelan; vietnam/vietnamese;
    yemen/yemeni/yemenite; zambia/zambian; zimbabwe/zimbabwean; unitedstates/american/usa/america;
    unitedkingdom/british/britain/briton/uk; england/english/englishman; scotland/scottish/scot;
    wales/welsh; europeanunion/eu; unitednations/un; unitedarabemirates/uae/emirati/emirate;
    saudiarabia/saudi/ksa; southkorea/korean; northkorea; newzealand/zealander; europe/european;
    asia/asian; africa/african; arabia/arab/arabic/arabian; kurdistan/kurdish/kurd;
    islam/muslim/islamic/moslem; shia/shiite/shiism; sunni/sunnite; judaism/jewish/jew;
    christianity/christian; catholicism/catholic; hinduism/hindu; buddhism/buddhist;
    taliban/talib; gaza/gazan; hollywood/tinseltown"""

COUNTRIES: dict[str, str] = {
    name: names[0]
    for line in _COUNTRIES.split(";")
    if (names := line.strip().split("/"))[0]
    for name in names
}
"""The key of a country (or continent, or faith) by every name for it and for its people."""

_BELONGING = frozenset(name for name, country in COUNTRIES.items() if name != country) - frozenset(
    "usa uk eu un uae prc drc ksa britain persia holland myanmar turkiye".split()
)

PHRASES: dict[tuple[str, ...], str] = {
    ("united", "states"): "unitedstates",
    ("united", "states", "of", "america"): "unitedstates",
    ("united", "kingdom"): "unitedkingdom",
    ("great", "britain"): "unitedkingdom",
    ("european", "union"): "europeanunion",
    ("united", "nations"): "unitednations",
    ("united", "arab", "emirates"): "unitedarabemirates",
    ("saudi", "arabia"): "saudiarabia",
    ("south", "korea"): "southkorea",
    ("south", "korean"): "southkorea",
    ("north", "korea"): "northkorea",
    ("north", "korean"): "northkorea",
    ("new", "zealand"): "newzealand",
}
"""Countries of several words by their keys."""

CAPITAL_ABBREVIATIONS: dict[str, str] = {
    "US": "unitedstates",
    "U.S": "unitedstates",
    "U.S.": "unitedstates",
    "U.S.A.": "unitedstates",
    "USA": "unitedstates",
    "UK": "unitedkingdom",
    "U.K.": "unitedkingdom",
    "U.K": "unitedkingdom",
    "EU": "europeanunion",
    "E.U.": "europeanunion",
    "UN": "unitednations",
    "U.N.": "unitednations",
    "UAE": "unitedarabemirates",
    "U.A.E.": "unitedarabemirates",
}
"""What only capitals tell from a common word ("US", "us")."""

SEATS: dict[str, str] = {
    seat: country
    for pair in """\
    washington unitedstates; tehran iran; teheran iran; baghdad iraq; moscow russia;
    beijing china; jerusalem israel; riyadh saudiarabia; ankara turkey; damascus syria;
    beirut lebanon; kabul afghanistan; islamabad pakistan; london unitedkingdom; paris france;
    berlin germany; brussels europeanunion; tokyo japan; seoul southkorea; pyongyang northkorea;
    kyiv ukraine; kiev ukraine; cairo egypt; doha qatar; delhi india; rome italy; madrid spain;
    sanaa yemen; tripoli libya; caracas venezuela; havana cuba; kremlin russia; ottawa canada;
    canberra australia; warsaw poland; vienna austria""".split(";")
    for seat, country in [pair.split()]
}
"""Seats of government: "Tehran denied it" speaks of Iran."""

STATES: dict[str, str] = {
    name: names[0]
    for line in """\
    alabama/ala; alaska; arizona/ariz; arkansas/ark; california/calif/ca; colorado/colo;
    connecticut/conn; delaware/del; florida/fla/fl; georgia/ga; hawaii; idaho; illinois/ill/il;
    indiana/ind; iowa; kansas/kan; kentucky/ky; louisiana/la; maine; maryland/md;
    massachusetts/mass/ma; michigan/mich/mi; minnesota/minn/mn; mississippi/miss; missouri/mo;
    montana/mont; nebraska/neb; nevada/nev; ohio/oh; oklahoma/okla; oregon/ore; pennsylvania/pa;
    tennessee/tenn/tn; texas/tex/tx/texan; utah; vermont/vt; virginia/va; wisconsin/wis/wi;
    wyoming/wyo; ontario; quebec; alberta; manitoba; saskatchewan; queensland; tasmania; scotland;
    england; wales""".split(";")
    if (names := line.strip().split("/"))
    for name in names
}
"""States and provinces: written after a comma they place a name, and are not compared."""

STATE_PHRASES = frozenset(
    {
        ("new", "york"),
        ("new", "jersey"),
        ("new", "mexico"),
        ("new", "hampshire"),
        ("north", "carolina"),
        ("south", "carolina"),
        ("north", "dakota"),
        ("south", "dakota"),
        ("west", "virginia"),
        ("rhode", "island"),
        ("british", "columbia"),
        ("nova", "scotia"),
        ("new", "brunswick"),
        ("new", "south", "wales"),
        ("northern", "ireland"),
        ("puerto", "rico"),
    }
)

SAME_BODY: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("pentagon",),
        ("defense", "department"),
        ("department", "of", "defense"),
        ("secretary", "of", "defense"),
        ("defense", "secretary"),
        ("dod",),
    ),
    (
        ("state", "department"),
        ("department", "of", "state"),
        ("secretary", "of", "state"),
        ("foggy", "bottom"),
    ),
    (("white", "house"), ("president",), ("administration",), ("oval", "office")),
    (("kremlin",), ("russia",), ("moscow",), ("putin",)),
    (("downing", "street"), ("british", "government"), ("prime", "minister")),
    (("justice", "department"), ("department", "of", "justice"), ("doj",)),
    (("treasury", "department"), ("department", "of", "the", "treasury"), ("treasury",)),
    (
        ("capitol",),
        ("capitol", "hill"),
        ("congress",),
        ("senate",),
        ("house", "of", "representatives"),
    ),
    (("islamic", "state"), ("isis",), ("isil",), ("daesh",)),
    (
        ("revolutionary", "guard"),
        ("revolutionary", "guards"),
        ("islamic", "revolutionary", "guard", "corps"),
        ("irgc",),
    ),
    (("middle", "east"), ("mideast",)),
    (("persian", "gulf"), ("gulf",)),
    (("new", "york", "city"), ("new", "york"), ("nyc",)),
    (("los", "angeles"), ("la",)),
    (("cold", "war"),),
)
"""Names of one body or place; each is a sequence of keys."""

TITLES = frozenset(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady baron baroness count earl duke duchess
    king queen prince princess emperor empress sultan emir sheikh sheik shaykh shah ayatollah imam
    mullah hajj haji hojatoleslam grand pope cardinal archbishop bishop reverend rev rabbi saint
    st father brother sister mother president vice premier chancellor minister prime secretary
    undersecretary ambassador envoy consul senator sen representative rep congressman
    congresswoman assemblyman governor gov mayor councillor councilman councilwoman alderman judge
    justice chief attorney sheriff marshal constable inspector detective officer agent general gen
    lieutenant lt colonel col major maj captain capt cpt commander cmdr cdr admiral adm brigadier
    brig sergeant sgt corporal cpl private pvt commodore field deputy acting former director
    chairman chairwoman chairperson chair speaker leader supreme spokesman spokeswoman
    spokesperson ceo cfo cto coo boss coach manager editor author actor actress singer rapper
    producer guitarist drummer jr sr ii iii iv phd md esq hon honourable honorable assistant
    first lady dj mc mp mep co founder owner principal dean provost chaplain pastor elder doctor
    """.split()
)
"""Ranks, offices and forms of address, which go before or after a name and are no part of it."""

SUFFIXES = frozenset("jr sr ii iii iv phd md esq mp".split())
"""What follows a name and is no part of it."""

SURNAMES_TOO = frozenset(
    """
    king dean major pope marshal judge bishop earl duke prince baron knight field church hill park
    bridge bridges west north day street lake castle moon rice price young black white brown green
    long short page cook chambers banks rivers marsh forest woods bush stone ford parish
    """.split()
)
"""Plain nouns and ranks that are family names as well: "Ana Hill"."""

GENERIC = frozenset(
    """
    university college school academy institute institution faculty department ministry office
    bureau agency authority commission committee council board court tribunal parliament congress
    senate house assembly government administration cabinet state federal republic kingdom
    national international royal imperial army navy force marine corps guard guards air military
    police armed service intelligence security defense defence foreign interior affair treasury
    finance embassy consulate mission union party coalition alliance front movement organization
    organisation association society foundation fund trust group company corporation corp inc ltd
    llc plc limited gmbh ag industries holding partner bank church cathedral temple mosque
    hospital clinic museum library gallery theatre theater center centre stadium arena park garden
    square street avenue road boulevard lane bridge tower building hall airport port station base
    camp fort island river lake sea ocean gulf bay strait mountain mount hill valley desert beach
    coast north south east west northern southern eastern western central upper lower northeast
    northwest southeast southwest city town village county district province region territory
    borough parish municipality capital world global news press media magazine newspaper journal
    times post daily radio television tv channel network record music studio production
    entertainment picture film movie album series season episode show award prize medal cup
    championship league tournament club team fc united game games festival conference summit
    convention treaty agreement accord act law bill constitution amendment report review project
    program programme initiative plan operation war battle revolution day week month year summer
    winter spring autumn fall century era age member section division regiment brigade battalion
    squadron unit staff command headquarters chart top hot number part volume chapter book edition
    new old great public high general central supreme joint special president secretary minister
    chief chairman director committee home land website online internet earth god bible web line
    system technology research science development study bachelor master degree arts sciences
    order knight companion empire commander
    """.split()
)
"""Plain nouns of offices, bodies and places: alone they name nothing that a source must spell so."""

NICKNAMES: dict[str, str] = {
    name: names[0]
    for line in """\
    michael mike mick mickey mikey; robert bob rob bobby robbie bert;
    william bill will billy willie liam; richard dick rick rich ricky; james jim jimmy jamie;
    john johnny jack jon; joseph joe joey; thomas tom tommy; charles charlie chuck;
    edward ed eddie ted ned; theodore teddy theo; daniel dan danny; david dave davy; matthew matt;
    anthony tony; andrew andy drew; christopher chris; nicholas nick; stephen steve steven steph;
    samuel sam sammy; benjamin ben benny; alexander alex sandy; gregory greg;
    jeffrey jeff geoffrey geoff; kenneth ken kenny; lawrence larry laurence; leonard len lenny;
    timothy tim; ronald ron ronnie; donald don donnie; raymond ray; peter pete;
    philip phil phillip; patrick pat paddy; francis frank franklin frankie; frederick fred freddy;
    henry harry hank; gerald gerry jerry; elizabeth liz beth betty eliza lizzie;
    katherine kate kathy katie catherine cathy kathryn; margaret maggie peggy meg;
    susan sue suzanne; patricia patty trish; deborah deb debbie; jennifer jen jenny;
    rebecca becky; barbara barb; victoria vicky; abigail abby; nancy nan; walter walt;
    zachary zach; nathan nate nathaniel; vincent vince vinny; ronan; albert al bert;
    alan allen allan al; eugene gene; arthur art; louis lou lewis""".split(";")
    if (names := line.split())
    for name in names
}
"""The full form of a given name by its short forms."""

CALENDAR = frozenset(
    """
    january february march april may june july august september october november december jan feb
    mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
    sunday mon tue wed thu fri christmas easter eve ramadan thanksgiving halloween valentine bc ad
    bce ce am pm est gmt utc
    """.split()
)
"""Days, months and feasts: the check of values looks after them."""

COMMON = frozenset(
    """
    a an the this that these those he she it they we i you his her hers its their our my your me
    him them us in on at of for from to by with without within after before during since until
    while when whenever where wherever who whom whose what which why how if although though
    because as so but and or nor not no yes yet both either neither each every some any many most
    more much few fewer several all another other others there here then now later earlier
    meanwhile however moreover nevertheless nonetheless still also even only just such one two
    three four five six seven eight nine ten eleven twelve dozens hundreds thousands millions
    first second third fourth fifth last next final officials analysts experts sources reports
    critics observers witnesses authorities investigators leaders commanders advisers reporters
    journalists diplomats lawmakers militias militants troops soldiers forces protesters residents
    people nobody somebody nothing everything everyone someone anyone president minister general
    secretary ambassador senator according despite under over between among amid against about
    around above below across along beside besides beyond behind near outside inside into onto off
    out up down through throughout toward towards upon via per perhaps likely unlikely assessment
    summary background note confidence probably possibly once twice again whether unless instead
    rather overall together given taken further see like unlike due thanks regarding concerning
    following including except especially particularly recently currently formerly originally
    initially eventually finally subsequently previously additionally furthermore similarly
    likewise consequently therefore thus hence otherwise today yesterday tomorrow tonight soon
    often sometimes usually always never almost nearly approximately roughly late early mid former
    formerly later new old young big small large great good bad long short high low is are was
    were be been being has have had do does did will would shall should can could may might must
    let get make take come go say said says asked told known born based founded built made police
    children women men students fans players workers members families parents friends former ex co
    non pro anti pre post multi self half full whole part media music production construction
    filming work news life death war peace law talks sanctions tensions clashes rockets strikes
    attacks missiles drones satellites leaks images video photos documents records data evidence
    research studies scientists doctors lawyers judges mr mrs ms western eastern northern southern
    central north south east west overnight elsewhere abroad afterwards beforehand indeed
    regardless nearby indoors outdoors worldwide internet web tv radio dvd cd ep lp usb pc ok id
    """.split()
)
"""Words that open sentences, or stand capitalised without naming anything."""

ADJECTIVES = frozenset(
    """
    western eastern northern southern westerner easterner republican democratic democrat
    conservative liberal labour communist socialist nazi olympic presidential parliamentary soviet
    latin hispanic anglo roman gothic victorian georgian baroque marxist leninist semitic semitism
    slavic nordic scandinavian caucasian oriental black white christian catholic protestant muslim
    jewish buddhist hindu arab arabic covid coronavirus wikipedia google youtube facebook twitter
    instagram
    """.split()
)
"""What is written with a capital and describes more than it names."""


def is_belonging(key: str) -> bool:
    """Return whether a key is a people's or a language's ("iranian"), not a country's name."""
    return key in _BELONGING
