"""Imports: a portfolio from another centre, proved whole and kept as read-only history."""
