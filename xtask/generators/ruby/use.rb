# Groups page by page, a new user, a 404 and its message, a list of activities: with OpenAPI Generator, ruby.
require "openapi_client"
require "uri"

def expect(expected, actual)
  raise "expected #{expected.inspect}, got #{actual.inspect}" unless expected == actual
end

OpenapiClient.configure do |config|
  service = URI(ENV.fetch("MOBILIZE_BASE_URL"))
  config.scheme, config.host, config.base_path = service.scheme, "#{service.host}:#{service.port}", service.path
  config.server_index = nil # or else it is the server of the document
  config.username, config.password = ENV.fetch("MOBILIZE_API_KEY"), ENV.fetch("MOBILIZE_API_SECRET")
end
groups_api = OpenapiClient::GroupsApi.new

# The only sure end of the groups is a page without any.
groups = []
loop do
  page = groups_api.list_groups({ limit: 4, last_group_id: groups.last&.id }.compact).groups
  break if page.empty?
  groups.concat(page)
end
expect(6, groups.size)
expect("Harbour Community", groups.first.name)

create = OpenapiClient::UserCreate.new(email: "kim@example.org", fields: { first_name: "Kim", years_at_sea: 3, interests: ["Boats"] })
user = OpenapiClient::UsersApi.new.create_user(create)
expect("1121", user.id)
expect({ "email" => "kim@example.org", "first_name" => "Kim", "years_at_sea" => 3, "interests" => ["Boats"] }, user.fields)

begin
  groups_api.get_group(99)
  raise "there is no group 99"
rescue OpenapiClient::ApiError => error
  expect(404, error.code)
  expect("Group 99 not found", JSON.parse(error.response_body)["error_message"])
end

activities = OpenapiClient::ActivitiesApi.new.list_activities(limit: 50).activites
expect(48, activities.size)
posts = activities.select { |activity| activity.type == "post" }
expect(["Sweet Recipes"] * 3, posts.map(&:post_name))
