"""The shipped briefings: how Sphinx builds them and what Briefcheck asks of them."""

project = "Briefings on the US–Iran escalation of 2019–2020"
author = "The Briefcheck team"
copyright = "2026, The Briefcheck team"
language = "en"

extensions = ["myst_parser", "sphinxcontrib.bibtex", "builder_ext"]
# Nothing else in the checkout is a page: not the README, not the docs, not the environment.
include_patterns = ["index.md", "sources.md", "briefings/**"]
bibtex_bibfiles = ["references.bib"]

briefcheck_publish = "audit"
briefcheck_names = {
    "Qassem Soleimani": ["Qassim Suleimani", "Qasem Soleimani"],
    "Kataib Hezbollah": ["Kata'ib Hezbollah", "Kata'ib Hizbullah", "Khataib Hezbollah"],
    "Adel Abdul Mahdi": ["Adil Abdulmahdi", "Adil Abdel Mahdi"],
}

html_theme = "furo"
html_title = "Briefings"
html_show_sphinx = False
