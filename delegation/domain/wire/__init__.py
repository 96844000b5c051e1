"""What crosses the network: events, tokens, keys, origins, files."""
