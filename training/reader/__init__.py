"""The reader's encoder: its corpora, its network, its training and its export."""
