"""Thirty days of history for the demo: simulated visitors, served by the product's own services.

Only what a simulation cannot have is replaced (see `stage.py`): the clock, the model's network and
the queue. Every row is written by the service that writes it for real traffic.
"""
