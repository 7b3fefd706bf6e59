"""The demo: the seed story told on a simulated shop, with real rounds, real rule files and a real database."""
