"""An abusive tenant, an abusive stranger, and what is watched meanwhile."""
