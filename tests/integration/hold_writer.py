"""Hold the warehouse open inside a transaction, as a load does, until standard input closes."""

import sys

from dateline.settings import get_settings
from dateline.warehouse import open_warehouse

with open_warehouse(get_settings()) as connection:
    connection.execute("begin")
    connection.execute("delete from core_articles")
    sys.stdout.write("holding\n")
    sys.stdout.flush()
    sys.stdin.read()
    connection.execute("rollback")
