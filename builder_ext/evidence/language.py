"""In what language a source's words are, as its entry says."""

from __future__ import annotations

from builder_ext.model import Source

_CODES = {
    "en": "english american british australian canadian newzealand usenglish ukenglish eng".split(),
    "de": "german ngerman austrian naustrian swissgerman nswissgerman deutsch ger deu".split(),
    "fr": "french francais français acadian canadien fre fra".split(),
    "es": "spanish español spa".split(),
    "it": "italian italiano ita".split(),
    "pt": "portuguese portuges brazilian brazil português por".split(),
    "nl": "dutch nederlands nld".split(),
    "ar": "arabic ara".split(),
    "fa": "persian farsi fas per".split(),
    "ru": "russian русский rus".split(),
    "uk": "ukrainian українська ukr".split(),
    "tr": "turkish türkçe tur".split(),
    "he": "hebrew heb".split(),
    "zh": "chinese chinese-simplified chinese-traditional zho chi".split(),
    "ja": "japanese jpn".split(),
    "ko": "korean kor".split(),
    "pl": "polish polutonikopolish pol".split(),
    "sv": "swedish svenska swe".split(),
    "da": "danish dansk dan".split(),
    "nb": "norwegian norsk nynorsk no nn nor".split(),
    "fi": "finnish suomi fin".split(),
    "cs": "czech ces".split(),
    "hu": "hungarian magyar hun".split(),
    "ro": "romanian ron".split(),
    "el": "greek polutonikogreek ell".split(),
}
"""The names of languages in babel, polyglossia and ISO 639-2, by their two-letter codes."""
_CODE_OF = {name: code for code, names in _CODES.items() for name in names}


def language_code(name: str) -> str:
    """Return the two-letter code of a language's name or tag ("american", "en-US"), else the name."""
    plain = name.strip().casefold()
    if plain in _CODE_OF:
        return _CODE_OF[plain]
    tag = plain.replace("_", "-").partition("-")[0]
    return _CODE_OF.get(tag, tag)


def is_translation(source: Source, language: str) -> bool:
    """Return whether a source's words are not those that were said or written first.

    So where the entry has ``translator`` or ``origlanguage``, or a ``langid`` or ``language`` other
    than the document's (SPEC 4).
    """
    if source.field("translator") or source.field("origlanguage"):
        return True
    given = source.field("langid") or source.field("language")
    return bool(given) and language_code(str(given)) != language_code(language)
