// Groups page by page, a new user, a 404 and its message, a list of activities: with openapi-typescript and openapi-fetch.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./client/schema";

const { MOBILIZE_BASE_URL: baseUrl, MOBILIZE_API_KEY: key, MOBILIZE_API_SECRET: secret } = process.env;
const client = createClient<paths>({ baseUrl, headers: { authorization: `Basic ${btoa(`${key}:${secret}`)}` } });

// The only sure end of the groups is a page without any.
const groups: components["schemas"]["Group"][] = [];
for (;;) {
  const { data } = await client.GET("/groups", { params: { query: { limit: 4, last_group_id: groups.at(-1)?.id } } });
  assert(data);
  if (data.groups.length === 0) break;
  groups.push(...data.groups);
}
assert.equal(groups.length, 6);
assert.equal(groups[0].name, "Harbour Community");

const created = await client.POST("/users", { body: { email: "kim@example.org", fields: { first_name: "Kim", years_at_sea: 3, interests: ["Boats"] } } });
assert.equal(created.data?.id, "1121");
assert.deepEqual(created.data.fields, { email: "kim@example.org", first_name: "Kim", years_at_sea: 3, interests: ["Boats"] });

const missing = await client.GET("/groups/{group_id}", { params: { path: { group_id: 99 } } });
assert.equal(missing.response.status, 404);
assert.equal(missing.error?.error_message, "Group 99 not found");

const { data: page } = await client.GET("/activities", { params: { query: { limit: 50 } } });
const activities = page?.activites ?? page?.activities ?? [];
assert.equal(activities.length, 48);
const posts = activities.filter((activity) => activity.type === "post") as components["schemas"]["PostActivity"][];
assert.deepEqual(posts.map((post) => post.post_name), ["Sweet Recipes", "Sweet Recipes", "Sweet Recipes"]);
