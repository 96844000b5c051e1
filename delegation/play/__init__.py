"""A visitor without a browser: plays dialogues over HTTP as the gatekeeper would."""
