"""A citation in a heading stands in the heading, and its key in no title."""

from project import SIX_SOURCES, Project

TEXT = "---\ndate: 2020-01-02\n---\n# The stop [@rivera2020, para. 2] at Tarsa\n\n## What {cite:t}`okafor2020` saw\n\nIt sank {cite:p}`rivera2020,okafor2020`.\n"


def test_titles_have_the_name_of_a_source_and_never_its_key(tmp_path):
    project = Project(tmp_path).write("briefings/a.md", TEXT)
    project.write("index.md", "# X\n\n```{toctree}\nbriefings/a\n```\n\n```{bibliography}\n```\n")
    built = project.build("html").must_be_clean()
    index, page = built.page("index.html"), built.page("briefings/a.html")
    assert "<title>The stop at Tarsa" in page
    assert ">The stop at Tarsa</a>" in index
    assert ">What Okafor saw</a>" in index
    assert "rivera2020" not in index.partition('<div class="toctree')[2].partition("</div>")[0]
    # The heading itself still cites.
    assert "Rivera" in page.partition("<h1>")[2].partition("</h1>")[0]

    project.write("references.bib", SIX_SOURCES.replace("Okafor, Ben", "Otieno, Ben"))
    assert ">What Otieno saw</a>" in project.build("html").must_be_clean().page("index.html")
