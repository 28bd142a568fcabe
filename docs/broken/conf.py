project = "A broken briefing"
extensions = ["myst_parser", "sphinxcontrib.bibtex", "builder_ext"]
bibtex_bibfiles = ["references.bib"]
