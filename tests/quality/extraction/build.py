"""Writes the golden pages: `python tests/quality/extraction/build.py`.

Each case of `cases.py` becomes a page, `pages/<name>.html` or `.txt`, and what is expected of it,
`pages/<name>.json`. What is expected follows from the description, never from what the program
gives. Run twice, it writes the same bytes.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from cases import CASES
from layouts import LAYOUTS, Page, plain

HERE = Path(__file__).parent


def expected(page: Page) -> dict[str, Any]:
    """What cleaning should give; a field that the page leaves open is left out."""
    kept = [block for block in page.blocks if block.role == "text"]
    gone = [b for b in page.blocks if b.role not in ("text", "credit") and b.kind != "html"]
    extra = page.options.get("following", ())
    found: dict[str, Any] = {
        "url": page.url,
        "text": "\n".join(block.text.replace(" | ", " ") for block in kept),
        "title": page.title,
        "authors": list(page.authors),
        "author_organizations": list(page.organizations),
        "published_at": page.published and _iso(page.published),
        "modified_at": page.modified and _iso(page.modified),
        "date": page.published and page.published[:10],
        "site_name": page.site,
        "section": page.section,
        "tags": list(page.tags),
        "language": page.lang,
        "image_url": page.image,
        "is_paywalled": page.paywalled,
        "dateline": page.dateline.rstrip(" -–—:") or None,
        "dateline_place": page.place,
        "agency": page.agency,
        "credits": [block.text for block in page.blocks if block.role == "credit"],
        "dropped": [{"family": block.role, "text": block.text} for block in gone]
        + [{"family": "following", "text": text} for story in extra for text in story[3]],
        "kept": list(page.options.get("kept", ())),
    }
    return {name: value for name, value in found.items() if name not in page.unsure}


def _iso(stated: str) -> str:
    return (
        stated if len(stated) == len("2026-10-01") else datetime.fromisoformat(stated).isoformat()
    )


def build(folder: Path) -> None:
    """Write all pages, and remove those of cases that are no more."""
    folder.mkdir(exist_ok=True)
    written = set()
    for page in CASES:
        text, suffix = (
            (plain(page), "txt") if page.layout == "plain" else (LAYOUTS[page.layout](page), "html")
        )
        gold = json.dumps(expected(page), ensure_ascii=False, indent=1) + "\n"
        for name, content in ((f"{page.name}.{suffix}", text), (f"{page.name}.json", gold)):
            (folder / name).write_text(content, encoding="utf-8")
            written.add(name)
    for path in folder.iterdir():
        if path.name not in written:
            path.unlink()


if __name__ == "__main__":
    build(HERE / "pages")
