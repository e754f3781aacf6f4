"""Is a model in use still as good as when it was trained? Asked with answers, and before they come."""

from training.monitoring.monitor import Monitored, Week, monitor
from training.monitoring.signals import KINDS, Signal

__all__ = ["KINDS", "Monitored", "Signal", "Week", "monitor"]
