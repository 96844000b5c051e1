"""PostgreSQL that learns with every transaction whose rows it may show."""
