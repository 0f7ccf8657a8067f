"""Bundles: a portfolio as one PDF and one ZIP, made from a manifest."""
