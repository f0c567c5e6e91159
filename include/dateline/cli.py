"""The `dateline` command: every stage without Airflow."""

import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

import typer
from pydantic import ValidationError
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from dateline.errors import DatelineError, RecordError
from dateline.settings import get_settings

if TYPE_CHECKING:
    from dateline.annotate import Annotator

PIPE_WIDTH = 200
"""Columns of tables that no terminal limits; more where an address needs them."""

PROSE_WIDTH = 60
"""Columns that messages have beside long addresses."""

ANNOTATE_CHUNK = 2
"""Articles that a process works on at once: at the end no other waits long for it."""

WORTH_WORKERS = 16
"""Lines that are worth a second process, which has to warm up."""

app = typer.Typer(
    help="News into a warehouse: who did what to whom, with the sentence that says so.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
sources_app = typer.Typer(help="The list of sources.", no_args_is_help=True)
evaluate_app = typer.Typer(help="Scores on public test data.", no_args_is_help=True)
app.add_typer(sources_app, name="sources")
app.add_typer(evaluate_app, name="evaluate")


class Format(StrEnum):
    """Output formats of `dateline sql`."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class ExportFormat(StrEnum):
    """Forms of `dateline export`."""

    PARQUET = "parquet"
    CSV = "csv"
    GDELT = "gdelt"
    DUCKLAKE = "ducklake"


class Profile(StrEnum):
    """Which line rules `dateline clean` applies."""

    AUTO = "auto"
    NEWS = "news"
    GENERIC = "generic"


@app.command()
def clean(
    profile: Annotated[
        Profile, typer.Option(help="Line rules for news, for any page, or as the page says.")
    ] = Profile.AUTO,
) -> None:
    """Clean pages: JSON lines on standard input to articles, one line out for each line in.

    In: {id, url, html}, or text in place of html: text that was extracted somewhere else, whose
    first line is the title. Also title, authors, published_at, site_name, section, tags, where
    they are known: they outrank what the page says.

    Out: {id, outcome: ok, title, authors, published_at, text, credits, dropped, …}, see
    docs/cleaning.md; or {id, outcome, error}. Nothing is too short here, and lines that a source
    repeats and copies are a matter of the pipeline.
    """
    from dateline.clean import clean_object
    from dateline.cleaning import Cleaning

    cleaning = Cleaning(profile=profile.value)

    def work(lines: list[dict[str, Any]]) -> Iterator[dict[str, Any] | RecordError]:
        for line in lines:
            try:
                yield _article_line(clean_object(line, cleaning))
            except RecordError as error:
                yield error

    _filter(work, chunk=1)


def _article_line(row: dict[str, Any]) -> dict[str, Any]:
    """A line of `dateline clean`, from the columns of an article."""
    return {
        "outcome": "ok",
        "title": row["title"],
        "authors": row["authors"],
        "author_organizations": row["author_organizations"],
        "published_at": _iso(row, "published"),
        "modified_at": _iso(row, "modified"),
        "language": row["language"],
        "site_name": row["site_name"],
        "section": row["section"],
        "tags": row["tags"],
        "canonical_url": row["canonical_url"] or None,
        "image_url": row["image_url"],
        "is_paywalled": row["is_paywalled"],
        "text": row["text"],
        "dateline": row["dateline"],
        "dateline_place": row["dateline_place"],
        "agency": row["agency"],
        "credits": row["credits"],
        "dropped": row["dropped_lines"],
        "quality": row["extraction_quality"],
        "flags": row["quality_flags"],
        "sources": dict(row["metadata_sources"]),
    }


@app.command()
def annotate(
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes at work. Default: one for each core it may use."),
    ] = None,
) -> None:
    """Annotate articles: JSON lines {id, text, …} to entities, quotes, times and events.

    In: {id, text}, and where they are known title, published_at (ISO 8601), language,
    dateline_place, country of the source (ISO 3166 alpha-3) or its url: they decide which day
    `Wednesday` is and which Paris is meant.

    Out: {id, outcome: ok, entities, quotes, times, events}, see docs/annotation.md; or
    {id, outcome, error}. The lines are the same with any number of workers.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from dateline.annotate import Annotator
    from dateline.annotate.model.workers import available

    annotator = Annotator(get_settings().spacy_model, get_settings().spacy_models)
    _filter(
        lambda lines: _annotations(annotator, lines),
        chunk=ANNOTATE_CHUNK,
        workers=workers or available(),
    )


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="English text; `-` reads standard input.")],
    published: Annotated[
        str | None, typer.Option(help="When it was published, ISO 8601: what `Monday` means.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how a text is coded: entities, events, each rule that fired or did not, and why."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from dateline.annotate import Annotator
    from dateline.annotate.explaining import as_text
    from dateline.annotate.explaining import explain as explained

    line = {"id": "text", "text": sys.stdin.read() if text == "-" else text, "language": "en"}
    article = _article_or_error(line | {"published_at": published})
    if isinstance(article, RecordError):
        raise article
    found = explained(Annotator(get_settings().spacy_model), article)
    lines = [json.dumps(found, indent=2, default=str)] if as_json else as_text(found, line["text"])
    for output in lines:
        typer.echo(output)


def _annotations(
    annotator: "Annotator", lines: list[dict[str, Any]]
) -> Iterator[dict[str, Any] | RecordError]:
    from dateline.annotate import as_json

    articles = [_article_or_error(line) for line in lines]
    good = [article for article in articles if isinstance(article, dict)]
    annotations = iter(annotator.annotate(good))
    for line, article in zip(lines, articles, strict=True):
        yield (
            article
            if isinstance(article, RecordError)
            else as_json(next(annotations), line.get("id"))
        )


def _article_or_error(line: dict[str, Any]) -> dict[str, Any] | RecordError:
    """The columns that the annotator reads, from a line of `dateline annotate`."""
    from dateline.language import detect_language
    from dateline.outcomes import Outcome
    from dateline.schemas import stable_id
    from dateline.urls import country as url_country

    text, title, published = (line.get(key) for key in ("text", "title", "published_at"))
    place, country, url = (line.get(key) or None for key in ("dateline_place", "country", "url"))
    if not isinstance(text, str) or not isinstance(title or "", str):
        return RecordError(Outcome.BROKEN_RECORD, "text, and title if given, must be strings")
    if not all(isinstance(value or "", str) for value in (place, country, url)):
        return RecordError(
            Outcome.BROKEN_RECORD, "dateline_place, country and url, if given, must be strings"
        )
    if not text.strip():
        return RecordError(Outcome.EMPTY, "text is empty")
    try:
        published_at = datetime.fromisoformat(published) if published else None
    except (TypeError, ValueError):
        return RecordError(Outcome.BROKEN_RECORD, f"published_at is no ISO time: {published!r}")
    return {
        "article_id": stable_id(str(line.get("id"))),
        "content_hash": stable_id(title or "", text),
        "title": title,
        "text": text,
        "published_at": published_at,
        "language": line.get("language") or detect_language(text),
        "dateline_place": place,
        "source_country": country or (url_country(url) if url else None),
    }


@app.command()
def run(
    start: Annotated[str, typer.Option(help="Start of the interval, ISO 8601, UTC.")],
    end: Annotated[str, typer.Option(help="End of the interval, exclusive.")],
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Kinds of source: site, gdelt, ccnews, warc, folder. Default: all."),
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="Ids of sources to ask. Default: all.")
    ] = None,
    live: Annotated[
        bool, typer.Option(help="Follow the clock as the hourly DAG does: take latecomers, too.")
    ] = False,
) -> None:
    """Run the whole pipeline for an interval, in this process."""
    from dateline import pipeline
    from dateline.partition import Interval

    outcomes = pipeline.run(
        get_settings(), Interval.parse(start, end), kind or (), only=source or (), live=live
    )
    _print_table(("articles", "count"), outcomes.items())


@app.command()
def sql(
    statement: Annotated[
        str | None, typer.Argument(help="One SELECT; read-only, on the published copy.")
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TABLE,
    saved: Annotated[
        str | None, typer.Option("--query", help="A query of sql/queries, in place of a statement.")
    ] = None,
    param: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE for a parameter of a saved query.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--output", help="File to write, in place of standard output.")
    ] = None,
) -> None:
    """Query the published copy; without arguments, list the saved queries."""
    from upath import UPath

    from dateline.storage import replacing
    from dateline.warehouse import query, render, run_saved, saved_queries

    settings = get_settings()
    if output is Format.PARQUET and file is None and sys.stdout.isatty():
        raise typer.BadParameter(
            "Parquet is not for terminals: --output FILE", param_hint="--format"
        )
    if saved:
        result = run_saved(settings, saved, dict(_pair(text) for text in param or ()))
    elif statement:
        result = query(settings, statement)
    else:
        rows = [
            (each.name, each.about, " ".join(f"{k}={v}" for k, v in each.params.items()))
            for each in saved_queries(settings)
        ]
        _print_table(("query", "about", "parameters"), rows)
        return
    if file is None:
        render(result, output.value, sys.stdout.buffer)
        return
    with replacing(UPath(file)) as out:
        render(result, output.value, cast("BinaryIO", out))


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--param")
    return name, value


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to; new, empty, or of an earlier export.")],
    form: Annotated[ExportFormat, typer.Option("--format")] = ExportFormat.PARQUET,
    *,
    tables: Annotated[
        list[str] | None, typer.Option(help="Tables, one each or with commas. Default: all.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day.")] = None,
    header: Annotated[bool, typer.Option(help="Name the columns of --format gdelt.")] = False,
) -> None:
    """Write the published copy to files: Parquet by day, CSV, GDELT's event table, a DuckLake."""
    from dateline.warehouse.export import export as write

    names = write(
        get_settings(),
        folder,
        form.value,
        tables=[name for text in tables or () for name in text.split(",")],
        since=since.date() if since else None,
        until=until.date() if until else None,
        header=header,
    )
    typer.echo(f"{folder}: {', '.join(names)}")


@app.command()
def status() -> None:
    """Show what the warehouse holds, how fresh it is, and which checks fail."""
    from dateline.warehouse import status as status_of

    for title, header, rows in status_of(get_settings()):
        _print_table(header, rows, title=title)


@app.command()
def maintain(
    raw: Annotated[bool, typer.Option(help="Verify the pages of the raw zone, too.")] = False,
) -> None:
    """Keep the data in order, as the DAG `maintain_lake` does every night."""
    from dateline import pipeline

    done = pipeline.maintain(get_settings(), datetime.now(UTC), raw=raw)
    _print_table(("step", "count"), done.items())


@sources_app.command("check")
def sources_check(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Sources to try, disabled or not; default: all.")
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Try sources of this kind only.")] = None,
) -> None:
    """Try each listing of each source and print what it shows; exits 1 if one cannot be used."""
    from dateline.sources import load_sources, select_sources
    from dateline.sources.checking import check

    settings = get_settings()
    sources = select_sources(load_sources(settings.sources), kind or (), ids or ())
    rows = check(sources, settings, datetime.now(UTC), ask=ids or ())
    _print_table(
        ("source", "form", "url", "state", "items", "newest", "next poll", "seconds", "message"),
        [
            (
                row.source_id,
                row.form,
                row.url,
                row.state,
                row.items if row.state in ("ok", "empty") else "",
                row.newest_at and f"{row.newest_at:%Y-%m-%d %H:%M}",
                row.next_poll_at and f"{row.next_poll_at:%Y-%m-%d %H:%M}",
                row.seconds and f"{row.seconds:.2f}",
                row.message,
            )
            for row in rows
        ],
    )
    raise typer.Exit(int(any(row.state == "failed" for row in rows)))


@sources_app.command("add")
def sources_add(
    url: Annotated[str, typer.Argument(help="Address of a site, a feed or a sitemap.")],
    source_id: Annotated[
        str | None, typer.Option("--id", help="Id of the entry; from the host's name if not given.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the outlet; from its page if not given.")
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A host that may have a private address.")
    ] = None,
) -> None:
    """Find the feeds and sitemaps of a site, try them, and write an entry to the list."""
    from dateline.sources.adding import add_site

    settings = get_settings()
    added = add_site(
        url,
        settings,
        datetime.now(UTC),
        source_id=source_id,
        name=name,
        allow_hosts=allow_host or (),
    )
    _print_table(
        ("form", "url", "outcome", "items", "message"),
        [(each.form, each.url, each.outcome, each.items, each.message) for each in added.tried],
    )
    typer.echo(f"written to {settings.sources}:\n\n{added.text}")


@evaluate_app.command("extraction")
def evaluate_extraction(
    file: Path,
    peers: Annotated[
        bool, typer.Option(help="Score trafilatura's modes over the same pages, too.")
    ] = True,
) -> None:
    """Score cleaning on pages {id, url, html, text, title?, authors?, date?}, gzip or not."""
    from dateline.evaluation.extraction import score

    typer.echo(json.dumps(score(file, peers=peers), indent=2))


@evaluate_app.command("annotation")
def evaluate_annotation(files: list[Path]) -> None:
    """Score entities, links, places, quotes and times on articles marked in XML."""
    from dateline.evaluation.annotation import score

    typer.echo(json.dumps(score(files, get_settings().spacy_model), indent=2, ensure_ascii=False))


@evaluate_app.command("duplicates")
def evaluate_duplicates(file: Path) -> None:
    """Score the search for near-duplicates on documents {id, text, cluster}."""
    from dateline.evaluation.duplicates import score

    typer.echo(json.dumps(score(file), indent=2))


@evaluate_app.command("clusters")
def evaluate_clusters(file: Path) -> None:
    """Score stories on articles {id, date, title, text, cluster}, placed day after day."""
    from dateline.evaluation.clusters import score

    typer.echo(json.dumps(score(file), indent=2))


@evaluate_app.command("events")
def evaluate_events(file: Path) -> None:
    """Score the event coder on sentences {id, text, source, target, type}."""
    from dateline.evaluation.events import score

    typer.echo(json.dumps(score(file, get_settings().spacy_model), indent=2))


@evaluate_app.command("codings")
def evaluate_codings(
    file: Path,
    half: Annotated[str | None, typer.Option(help="Score only the texts of this half.")] = None,
) -> None:
    """Score coded events, with all they tell, on texts {id, published, text, events}."""
    from dateline.evaluation.codings import codings

    found = codings(file, get_settings().spacy_model, half)
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))


@evaluate_app.command("geo")
def evaluate_geo(file: Path) -> None:
    """Score places on articles {id, title, date, text, toponyms}; a naive baseline, too."""
    from dateline.evaluation.geo import score

    typer.echo(json.dumps(score(file, get_settings().spacy_model), indent=2))


def main() -> None:
    """Entry point: errors that Dateline raises on purpose are one line, not a traceback."""
    logging.getLogger("stamina").setLevel(logging.ERROR)  # retries are not news
    try:
        app()
    except (DatelineError, OSError, ImportError, ValidationError) as error:
        typer.secho(f"error: {error}", fg="red", err=True)
        sys.exit(1)


def _filter(work: Any, *, chunk: int, workers: int = 1) -> None:
    """Standard input through some work to standard output; many lines through many processes."""
    from dateline.jsonlines import transform, with_progress

    def serve(lines: Iterable[bytes]) -> Iterator[bytes]:
        return transform(lines, work, chunk=chunk)

    first = list(islice(sys.stdin.buffer, WORTH_WORKERS)) if workers > 1 else []
    if len(first) < WORTH_WORKERS:
        _write(serve(chain(first, with_progress(sys.stdin.buffer))))
        return
    from dateline.annotate.model.workers import Workers

    _write(serve(first[:1]))  # what is loaded on first use is loaded here, and shared
    rest = chain(first[1:], with_progress(sys.stdin.buffer))
    with Workers(lambda lines: list(serve(lines)), workers) as pool:
        _write(pool.map(rest, chunk=chunk))


def _write(lines: Iterable[bytes]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def _iso(row: dict[str, Any], name: str) -> str | None:
    """A time as it was stated: in its own zone, to the day where no time of day is known."""
    moment: datetime | None = row[f"{name}_at"]
    if moment is None:
        return None
    zone = row[f"{name}_zone"]
    local = moment.astimezone(datetime.strptime(zone, "%z").tzinfo) if zone else moment
    return local.date().isoformat() if row[f"{name}_precision"] == "day" else local.isoformat()


def _print_table(
    header: Iterable[str], rows: Iterable[Iterable[object]], title: str | None = None
) -> None:
    """Print a table; nothing is cut off, and addresses in a pipe stay in one piece."""
    is_piped = not sys.stdout.isatty()
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for name in header:
        table.add_column(name, overflow="fold", no_wrap=is_piped and name == "url")
    table.show_header = bool(rows := list(rows))
    for row in rows or [["none"]]:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console = Console()
    if is_piped:
        wide = console.options.update(max_width=sys.maxsize)
        needed = Measurement.get(console, wide, table)
        console.width = max(PIPE_WIDTH, min(needed.maximum, needed.minimum + PROSE_WIDTH))
    console.print(table, markup=False)
