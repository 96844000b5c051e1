"""Runs the embedded servers of a state folder until its input ends; tells where they are."""

import json
import os
import sys
from pathlib import Path

from delegation.embedded import places
from delegation.embedded.servers import embedded_servers

if outside := os.environ.get("OUTSIDE"):
    places.OUTSIDE = (Path(outside),)

with embedded_servers(Path(sys.argv[1]), throwaway="KEEP" not in os.environ) as servers:
    told = {
        "superuser": servers.database_superuser_url,
        "app": servers.database_url,
        "owner": servers.database_owner_url,
        "redis": servers.redis_url,
        "data": str(servers.postgres.data),
        "server_uid": servers.postgres.data.stat().st_uid,
        "uid": os.getuid(),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
