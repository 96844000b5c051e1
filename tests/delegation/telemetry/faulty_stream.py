"""The faulty stream application, where its server finds it."""

from tests.delegation.telemetry.faulty import stream

application = stream()
