// Groups page by page, a new user, a 404 and its message, a list of activities: with @hey-api/openapi-ts.
import assert from "node:assert/strict";
import { createUser, getGroup, type Group, listActivities, listGroups, type PostActivity } from "./client";
import { client } from "./client/client.gen";

const { MOBILIZE_BASE_URL: baseUrl, MOBILIZE_API_KEY: key, MOBILIZE_API_SECRET: secret } = process.env;
client.setConfig({ baseUrl, auth: `${key}:${secret}` });

// The only sure end of the groups is a page without any.
const groups: Group[] = [];
for (;;) {
  const { data } = await listGroups({ query: { limit: 4, last_group_id: groups.at(-1)?.id }, throwOnError: true });
  if (data.groups.length === 0) break;
  groups.push(...data.groups);
}
assert.equal(groups.length, 6);
assert.equal(groups[0].name, "Harbour Community");

const { data: user } = await createUser({ body: { email: "kim@example.org", fields: { first_name: "Kim", years_at_sea: 3, interests: ["Boats"] } } });
assert.equal(user?.id, "1121");
assert.deepEqual(user.fields, { email: "kim@example.org", first_name: "Kim", years_at_sea: 3, interests: ["Boats"] });

const missing = await getGroup({ path: { group_id: 99 } });
assert.equal(missing.response?.status, 404);
assert.equal(missing.error?.error_message, "Group 99 not found");

const { data: page } = await listActivities({ query: { limit: 50 } });
const activities = page?.activites ?? page?.activities ?? [];
assert.equal(activities.length, 48);
const posts = activities.filter((activity) => activity.type === "post") as PostActivity[];
assert.deepEqual(posts.map((post) => post.post_name), ["Sweet Recipes", "Sweet Recipes", "Sweet Recipes"]);
