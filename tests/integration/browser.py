"""Where the system's Chromium is. Run as a program, prints the path, or fails if there is none."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> Path | None:
    """The browser's program, or None. `CHROMIUM` in the environment names another one."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *NAMES)):
        found = shutil.which(name)
        if found:
            return Path(found)
    return None


def chromium_path() -> Path:
    """The browser's program; without one the test is skipped, in CI it fails."""
    import pytest

    found = find_chromium()
    if found is None:
        message = 'no Chromium: install the package "chromium"'
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


if __name__ == "__main__":
    chromium = find_chromium()
    sys.stdout.write(f"{chromium or ''}\n")
    sys.exit(chromium is None)
