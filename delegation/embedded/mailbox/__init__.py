"""The demo's mail server and mailbox: every email that the product sends, on one page.

Start it with `python -m delegation.embedded.mailbox --port 8006 --smtp-port 8007 --folder FOLDER`.
"""
