// Groups page by page, a new user, a 404 and its message, a list of activities: with orval and its client `fetch`.
import assert from "node:assert/strict";
import { createUser, getGroup, type Group, listActivities, listGroups, type PostActivity } from "./client";

// The only sure end of the groups is a page without any.
const groups: Group[] = [];
for (;;) {
  const page = await listGroups({ limit: 4, last_group_id: groups.at(-1)?.id });
  assert(page.status === 200);
  if (page.data.groups.length === 0) break;
  groups.push(...page.data.groups);
}
assert.equal(groups.length, 6);
assert.equal(groups[0].name, "Harbour Community");

const created = await createUser({ email: "kim@example.org", fields: { first_name: "Kim", years_at_sea: 3, interests: ["Boats"] } });
assert(created.status === 200);
assert.equal(created.data.id, "1121");
assert.deepEqual(created.data.fields, { email: "kim@example.org", first_name: "Kim", years_at_sea: 3, interests: ["Boats"] });

const missing = await getGroup(99);
assert(missing.status === 404);
assert.equal(missing.data.error_message, "Group 99 not found");

const page = await listActivities({ limit: 50 });
assert(page.status === 200);
const activities = page.data.activites ?? page.data.activities ?? [];
assert.equal(activities.length, 48);
const posts = activities.filter((activity) => activity.type === "post") as PostActivity[];
assert.deepEqual(posts.map((post) => post.post_name), ["Sweet Recipes", "Sweet Recipes", "Sweet Recipes"]);
