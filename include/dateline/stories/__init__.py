"""Stories: articles on the same matter, day after day."""

from dateline.stories.following import Follower
from dateline.stories.placing import Article, Parameters, Placed, place
from dateline.stories.terms import terms

__all__ = ["Article", "Follower", "Parameters", "Placed", "place", "terms"]
