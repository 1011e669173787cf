"""What goes when someone follows no more: the subscriptions of a mail address, and every mail about them."""

from grannsamverkan.domain.following import Following
from grannsamverkan.domain.jobs import Job
from grannsamverkan.register.private import Private


def end_all(private: Private, *followers: str) -> int:
    """Erase the subscriptions of followers and what is kept of their mail, inside an open transaction."""
    theirs = private.find(Following, follower=followers)
    if theirs:
        private.remove(Following, *(one.id for one in theirs))
        private.remove(Job, *(job.id for job in private.find(Job, person_id=followers)))
    return len(theirs)


def end_one(private: Private, one: Following) -> None:
    """Erase one subscription; with the last of a follower's goes what is kept of their mail."""
    if private.find(Following, follower=one.follower) == (one,):
        end_all(private, one.follower)
    else:
        private.remove(Following, one.id)
