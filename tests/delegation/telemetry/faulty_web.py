"""The faulty web application, where its server finds it."""

from tests.delegation.telemetry.faulty import web

application = web()
