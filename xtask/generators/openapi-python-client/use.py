"""Groups page by page, a new user, a 404 and its message, a list of activities: with openapi-python-client."""

import os

from client import Client
from client.api.activities import list_activities
from client.api.groups import get_group, list_groups
from client.api.users import create_user
from client.models import ActivityList, ErrorBody, FieldValues, Group, GroupList, User, UserCreate
from client.types import UNSET

credentials = os.environ["MOBILIZE_API_KEY"], os.environ["MOBILIZE_API_SECRET"]
client = Client(base_url=os.environ["MOBILIZE_BASE_URL"], httpx_args={"auth": credentials})

# The only sure end of the groups is a page without any.
groups: list[Group] = []
while True:
    groups_page = list_groups.sync(client=client, limit=4, last_group_id=groups[-1].id if groups else UNSET)
    assert isinstance(groups_page, GroupList), groups_page
    if not groups_page.groups:
        break
    groups += groups_page.groups
assert len(groups) == 6, groups
assert groups[0].name == "Harbour Community", groups[0]

fields = FieldValues.from_dict({"first_name": "Kim", "years_at_sea": 3, "interests": ["Boats"]})
user = create_user.sync(client=client, body=UserCreate(email="kim@example.org", fields=fields))
assert isinstance(user, User) and user.id == "1121", user
assert user.to_dict()["fields"] == {"email": "kim@example.org", "first_name": "Kim", "years_at_sea": 3, "interests": ["Boats"]}, user

missing = get_group.sync(99, client=client)
assert isinstance(missing, ErrorBody) and missing.error_message == "Group 99 not found", missing

activities_page = list_activities.sync(client=client, limit=50)
assert isinstance(activities_page, ActivityList), activities_page
activities = [activity.to_dict() for activity in activities_page.activites or []]
assert len(activities) == 48, len(activities)
posts = [activity for activity in activities if activity["type"] == "post"]
assert [post["post_name"] for post in posts] == ["Sweet Recipes"] * 3, posts
