"""待办: what waits for an official. A new part of the system adds a module of lines, and its name in `page`."""

from mingjing.workbench.todo.page import urlpatterns

__all__ = ["urlpatterns"]
