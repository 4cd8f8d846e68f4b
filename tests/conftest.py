"""Fixtures that several test files use."""

from hypothesis import HealthCheck, settings

from browser import chromium, open_map

__all__ = ["chromium", "collect_ignore", "open_map"]

#: Run by QGIS' own Python, in a process of its own.
collect_ignore = ["qgis_look.py"]

# A test that fails when the machine is busy says nothing of the software.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
