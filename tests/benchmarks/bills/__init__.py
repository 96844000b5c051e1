"""The parts of the model bill: dialogues, policies, requests, tokens and prices."""
