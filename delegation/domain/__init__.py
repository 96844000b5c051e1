"""Pure decisions: no clock, network, database or Django in here."""
