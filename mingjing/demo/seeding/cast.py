"""Who acts in the demo's stories."""

from dataclasses import dataclass

from mingjing.demo.accounts import clerk_of, leader_of
from mingjing.people.enums import PostKind
from mingjing.people.models import Official, Post, Unit


@dataclass(frozen=True)
class Cast:
    """A unit's clerk and leader, and those of the office who review."""

    unit: Unit
    clerk: Official
    leader: Official
    secrecy: Official
    head: Official
    chief: Post
    handler: Post


def cast_of(code: str) -> Cast:
    """The people around one unit."""
    usernames = {"clerk": clerk_of(code), "leader": leader_of(code), "secrecy": "secrecy", "head": "lgohead"}
    people = {person.username: person for person in Official.objects.filter(username__in=usernames.values())}
    unit = Unit.objects.get(code=code)
    posts = {post.kind: post for post in unit.posts.order_by("-phone")}
    roles = {role: people[username] for role, username in usernames.items()}
    return Cast(unit=unit, chief=posts[PostKind.CHIEF], handler=posts[PostKind.HANDLER], **roles)
