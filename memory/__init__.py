"""Rapport's memory: what is known of every customer, with evidence. Knows nothing of the web, queues or services."""
