"""The worklist: batches of claims that billing staff clear before they are sent. No HTML: see ``serving/pages``."""

from serving.worklist.batch import Batch
from serving.worklist.changing import wants_record
from serving.worklist.filter import NOBODY, ORDERS, Filter, Order, Sort
from serving.worklist.item import Changed, Event, Item, ItemView
from serving.worklist.listing import Aside, Choice, Choices, Page, Sums
from serving.worklist.outgoing import Outgoing
from serving.worklist.releasing import Release, Taken
from serving.worklist.trouble import Conflict, Invalid, NotAllowed, NotHere, NotNow
from serving.worklist.viewer import EVERYBODY, Viewer
from serving.worklist.views import View
from serving.worklist.watch import Watch
from serving.worklist.worklist import Unread, Worklist

__all__ = [
    "EVERYBODY",
    "NOBODY",
    "ORDERS",
    "Aside",
    "Batch",
    "Changed",
    "Choice",
    "Choices",
    "Conflict",
    "Event",
    "Filter",
    "Invalid",
    "Item",
    "ItemView",
    "NotAllowed",
    "NotHere",
    "NotNow",
    "Order",
    "Outgoing",
    "Page",
    "Release",
    "Sort",
    "Sums",
    "Taken",
    "Unread",
    "View",
    "Viewer",
    "Watch",
    "Worklist",
    "wants_record",
]
