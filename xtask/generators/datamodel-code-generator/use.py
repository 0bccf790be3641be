"""Groups page by page, a new user, a 404 and its message, a list of activities: with models of datamodel-code-generator."""

import os

import httpx

from client.models import ActivityList, ErrorBody, Group, GroupList, User, UserCreate

credentials = os.environ["MOBILIZE_API_KEY"], os.environ["MOBILIZE_API_SECRET"]
service = httpx.Client(base_url=os.environ["MOBILIZE_BASE_URL"], auth=credentials)

# The only sure end of the groups is a page without any.
groups: list[Group] = []
while True:
    after = {"last_group_id": groups[-1].id.root} if groups else {}
    groups_page = GroupList.model_validate_json(service.get("/groups", params={"limit": 4, **after}).content)
    if not groups_page.groups:
        break
    groups += groups_page.groups
assert len(groups) == 6, groups
assert groups[0].name == "Harbour Community", groups[0]

new = UserCreate.model_validate({"email": "kim@example.org", "fields": {"first_name": "Kim", "years_at_sea": 3, "interests": ["Boats"]}})
user = User.model_validate_json(service.post("/users", json=new.model_dump(exclude_unset=True)).content)
assert user.id.root == "1121", user
assert user.fields and user.fields.model_dump() == {"email": "kim@example.org", "first_name": "Kim", "years_at_sea": 3, "interests": ["Boats"]}, user

missing = service.get("/groups/99")
assert missing.status_code == 404, missing
assert ErrorBody.model_validate_json(missing.content).error_message == "Group 99 not found", missing

activities = ActivityList.model_validate_json(service.get("/activities", params={"limit": 50}).content).model_dump()["activites"]
assert len(activities) == 48, len(activities)
posts = [activity for activity in activities if activity["type"] == "post"]
assert [post["post_name"] for post in posts] == ["Sweet Recipes"] * 3, posts
