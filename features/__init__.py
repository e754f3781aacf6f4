"""What may be known about a claim on the day it is sent."""
