"""A person runs a backfill from Airflow's UI, and finds the rows in DuckDB."""

import time
from contextlib import suppress
from datetime import UTC, datetime

import psutil
import pytest
from fixtures.loopback import LoopbackSite
from integration.browser import chromium_path
from integration.runs import SAMPLE, source_file, tables
from integration.sites import article, feed, site_source, sitemap
from playwright.sync_api import expect, sync_playwright

from dateline.orchestration.airflow_api import TaskTry
from dateline.orchestration.machine import PortWish
from dateline.orchestration.stack import running_stack
from dateline.settings import Settings
from dateline.warehouse import query

pytestmark = [pytest.mark.airflow, pytest.mark.browser]

DAG, MARTS = "backfill_archive", "build_marts"
FIRST, LAST = datetime(2015, 10, 5, tzinfo=UTC), datetime(2015, 10, 7, tzinfo=UTC)
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG_AGO = datetime(2016, 9, 1, tzinfo=UTC)
SECONDS = 240
UI_MILLISECONDS = 60_000


@pytest.fixture(scope="module")
def site():
    """A site with a sitemap of September 2016, and a feed of today."""
    with LoopbackSite() as site:
        site.serve("/2016/09/01/pier", article("Pier"))
        site.serve("/sitemap-2016-09.xml", sitemap(site.url("/2016/09/01/pier")))
        site.serve("/feed", feed((site.url("/today"), datetime.now(UTC))))
        yield site


@pytest.fixture(scope="module")
def settings(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ui")
    sources = source_file(
        folder,
        SAMPLE,
        {"id": "inbox", "kind": "folder"},
        site_source("archive", sitemaps=[site.url("/sitemap-2016-09.xml")]),
        site_source("today", feeds=[site.url("/feed")]),
    )
    return Settings(data=str(folder / "data"), home=folder / "home", sources=sources)


@pytest.fixture(scope="module")
def stack(settings):
    chromium_path()
    with running_stack(settings, port=PortWish(18080)) as running:
        running.await_dags(DAG, MARTS)
        running.api.unpause(MARTS)
        running.api.unpause(DAG)
        yield running


@pytest.fixture(scope="module")
def page(stack):
    """The DAG's page, after logging in."""
    expect.set_options(timeout=UI_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=CHROMIUM_FLAGS, timeout=UI_MILLISECONDS
        )
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(UI_MILLISECONDS)
        page.goto(f"{stack.url}/dags/{DAG}")
        page.get_by_label("Username").fill(stack.user)
        page.get_by_label("Password").fill(stack.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**/dags/{DAG}**")
        yield page
        browser.close()


def start_backfill(page, reprocess, first=FIRST, last=LAST):
    """Go through the dialog as a person does, each step after the one before shows its effect."""
    runs = (last - first).days + 1
    page.goto(page.url)
    page.get_by_role("button", name="Trigger Dag", exact=True).click()
    dialog = page.get_by_role("dialog").filter(has=page.get_by_text("Single Run", exact=True))
    dialog.get_by_text("Backfill", exact=True).click()
    pick_moment(page, dialog, "From", first)
    pick_moment(page, dialog, "To", last)
    dialog.get_by_text(reprocess, exact=True).click()
    expect(dialog.get_by_role("radio", name=reprocess, exact=True)).to_be_checked()
    dialog.locator("input[name=max_active_runs]").fill("2")
    will = f"{runs} runs will be triggered" if runs > 1 else "1 run will be triggered"
    expect(dialog.get_by_text(will)).to_be_visible()
    dialog.get_by_role("button", name="Run Backfill", exact=True).click()
    expect(dialog).to_have_count(0)


def pick_moment(page, dialog, label, moment):
    """Fill in one of the dialog's fields for a moment, by the popover that it opens.

    Opening and closing take time. Escape reaches the popover only after that has taken the
    focus; earlier, it would close the dialog. A popover that closes stays visible for a while.
    """
    field = dialog.get_by_role("group").filter(has=page.get_by_text(label, exact=True))
    opener = field.get_by_test_id("datetime-input")
    date = page.get_by_label(label, exact=True)
    popover = page.get_by_role("dialog").filter(has=date)
    opener.click()
    expect(date).to_be_focused()
    date.fill(f"{moment:%Y/%m/%d}")
    popover.get_by_placeholder("HH:mm").fill(f"{moment:%H:%M}")
    expect(opener).to_have_text(f"{moment:%b %d, %Y %H:%M}")
    date.press("Escape")
    expect(popover).to_have_count(0)


def finished_runs(stack, settings, first=FIRST, last=LAST, *, during=lambda: None):
    """Wait until all days and the marts they set off have ended. Readers are answered."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        during()
        if (settings.warehouse_dir / "published.duckdb").exists():
            query(settings, "select count(*) from core_articles")
        runs = [run for run in stack.api.runs(DAG, first, last) if run.is_finished]
        if len(runs) == (last - first).days + 1 and is_quiet(stack):
            return [run.state for run in runs]
        stack.pause(0.5)
    raise AssertionError("the backfill did not end in time")


def is_quiet(stack):
    """Whether no backfill is open, no run is left, and no marts are to come."""
    left = [run for dag_id in (DAG, MARTS) for run in stack.api.unfinished_runs(dag_id)]
    return not (left or stack.api.active_backfills(DAG) or stack.api.queued_asset_events(MARTS))


def test_three_days_from_the_dialog_are_in_duckdb(stack, settings, page, tmp_path):
    start_backfill(page, "Missing Runs")
    assert finished_runs(stack, settings) == ["success"] * 3
    page.goto(page.url)
    page.get_by_text("discover_documents").first.wait_for()
    page.screenshot(path=tmp_path / "backfill.png")
    days = query(
        settings,
        "select interval_start::date as day, count(*) as n from core_articles "
        "group by day order by day",
    ).to_pylist()
    assert [row["day"].day for row in days] == [5, 6, 7]
    assert all(row["n"] >= 4 for row in days)
    assert query(settings, "select 1 as x from mart_event_daily limit 1").num_rows == 1


def test_all_runs_again_gives_identical_tables_though_workers_are_killed(stack, settings, page):
    before = tables(settings)
    killed = set()
    start_backfill(page, "All Runs")
    states = finished_runs(stack, settings, during=lambda: kill_workers(stack, killed))
    assert states == ["success"] * 3
    assert killed == {"annotate_batch", "load_interval"}
    assert tables(settings) == before


def test_a_day_of_2016_comes_from_what_can_show_it_and_the_run_says_what_cannot(
    stack, settings, page
):
    start_backfill(page, "Missing Runs", LONG_AGO, LONG_AGO)
    assert finished_runs(stack, settings, LONG_AGO, LONG_AGO) == ["success"]
    told = query(
        settings,
        "select source_id, outcome, discovered from core_listings "
        "where interval_start = timestamp '2016-09-01' order by source_id",
    ).to_pylist()
    assert [tuple(row.values()) for row in told] == [
        ("archive", "ok", 1),
        ("inbox", "ok", 0),
        ("sample", "out_of_reach", 0),
        ("today", "out_of_reach", 0),
    ]
    (run,) = stack.api.runs(DAG, LONG_AGO, LONG_AGO)
    log = "\n".join(stack.api.task_log(run, TaskTry("discover_documents", -1, 1)))
    assert "today, feed" in log
    assert "out_of_reach (" in log


def kill_workers(stack, killed):
    """Kill -9 the process of the first annotate_batch and of the first load_interval that runs."""
    path = f"/api/v2/dags/{DAG}/dagRuns/~/taskInstances"
    for task in stack.api._rows(path, "task_instances", {"state": "running"}):
        name = task["task_id"]
        if name in killed or name not in ("annotate_batch", "load_interval"):
            continue
        for process in psutil.process_iter(["cmdline"]):
            title = " ".join(process.info["cmdline"] or ()).strip()
            if title == f"airflow worker -- {task['id']}":
                with suppress(psutil.NoSuchProcess):  # it ended by itself: kill the next one
                    process.kill()
                    killed.add(name)
