"""The desk of a reader: a folder with the files that the docs speak of, and the service, played, behind the client."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import docx
import pypdfium2
from service.answers import status, succeeded
from service.app import KEY, Service
from service.running import running

from somark_tools import merge_cross_page

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_results"
REPORT = SAMPLES / "annual-report"


@contextmanager
def laid(folder: Path) -> Iterator[Mapping[str, str]]:
    """Lay the files into `folder` and serve; yield the environment in which commands find the service."""
    (folder / "sample_results").symlink_to(SAMPLES)
    shutil.copytree(REPORT / "images", folder / "images")  # no link: commands write pictures there
    shutil.copy(REPORT / "outputs.json", folder)
    shutil.copy(REPORT / "document.pdf", folder / "report.pdf")
    for below, name in (("results", "paper"), ("more", "exam")):
        (folder / below).mkdir()
        shutil.copy(SAMPLES / name / "outputs.json", folder / below / f"{name}.json")
    (folder / "list.txt").write_text("more/exam.json\n", "utf-8")
    _page_images(folder / "pages")
    docx.Document().save(str(folder / "house.dotx"))
    (folder / "outputs.review.json").write_text('{"format": "somark-review"}', "utf-8")
    document = merge_cross_page(SAMPLES / "paper" / "outputs.json")
    (folder / "paper.document.json").write_text(document.to_json(), "utf-8")
    result = json.loads((REPORT / "outputs.json").read_text("utf-8"))["data"]["result"]["outputs"]["json"]
    played = Service(result=result)
    played.answers["TASK_ID"] = [status("QUEUING", "TASK_ID"), succeeded("TASK_ID", result)]
    with running(played) as url:
        yield {"HOME": str(folder), "SOMARK_API_KEY": KEY, "SOMARK_BASE_URL": url}


def _page_images(folder: Path) -> None:
    folder.mkdir()
    with pypdfium2.PdfDocument(REPORT / "document.pdf") as pdf:
        for number in range(len(pdf)):
            pdf[number].render(scale=0.2).to_pil().save(folder / f"{number + 1}.png")
