"""How the tables of toponym resolution are made: the counties of the United States, and the ranker's weights."""
