"""Groups page by page, a new user, a 404 and its message, a list of activities: with OpenAPI Generator, python."""

import os

from openapi_client import ActivitiesApi, ApiClient, Configuration, FieldValue, Group, GroupsApi, UserCreate, UsersApi
from openapi_client.exceptions import NotFoundException

configuration = Configuration(
    host=os.environ["MOBILIZE_BASE_URL"], username=os.environ["MOBILIZE_API_KEY"], password=os.environ["MOBILIZE_API_SECRET"]
)
client = ApiClient(configuration)

# The only sure end of the groups is a page without any.
groups: list[Group] = []
while page := GroupsApi(client).list_groups(limit=4, last_group_id=groups[-1].id if groups else None).groups:
    groups += page
assert len(groups) == 6, groups
assert groups[0].name == "Harbour Community", groups[0]

fields = {"first_name": FieldValue("Kim"), "years_at_sea": FieldValue(3.0), "interests": FieldValue(["Boats"])}
user = UsersApi(client).create_user(UserCreate(email="kim@example.org", fields=fields))
assert user.id == "1121", user
assert user.to_dict()["fields"] == {"email": "kim@example.org", "first_name": "Kim", "years_at_sea": 3, "interests": ["Boats"]}, user

try:
    GroupsApi(client).get_group(99)
    raise AssertionError("there is no group 99")
except NotFoundException as missing:
    assert missing.data and missing.data.error_message == "Group 99 not found", missing

activities = ActivitiesApi(client).list_activities(limit=50).to_dict()["activites"]
assert len(activities) == 48, len(activities)
posts = [activity for activity in activities if activity["type"] == "post"]
assert [post["post_name"] for post in posts] == ["Sweet Recipes"] * 3, posts
