// Groups page by page, a new user, a 404 and its message, a list of activities: with OpenAPI Generator, go.
package main

import (
	"context"
	"log"
	"os"

	mobilize "example.org/mobilize"
)

func main() {
	configuration := mobilize.NewConfiguration()
	configuration.Servers = mobilize.ServerConfigurations{{URL: os.Getenv("MOBILIZE_BASE_URL")}}
	client := mobilize.NewAPIClient(configuration)
	ctx := context.WithValue(context.Background(), mobilize.ContextBasicAuth,
		mobilize.BasicAuth{UserName: os.Getenv("MOBILIZE_API_KEY"), Password: os.Getenv("MOBILIZE_API_SECRET")})

	// The only sure end of the groups is a page without any.
	var groups []mobilize.Group
	for request := client.GroupsAPI.ListGroups(ctx).Limit(4); ; request = request.LastGroupId(groups[len(groups)-1].Id) {
		page, _, err := request.Execute()
		expect(err == nil, err)
		if len(page.Groups) == 0 {
			break
		}
		groups = append(groups, page.Groups...)
	}
	expect(len(groups) == 6 && groups[0].GetName() == "Harbour Community", groups)

	name, years := "Kim", 3.0
	create := mobilize.NewUserCreate("kim@example.org")
	create.SetFields(map[string]mobilize.FieldValue{"first_name": {String: &name}, "years_at_sea": {Float64: &years}, "interests": {ArrayOfString: &[]string{"Boats"}}})
	user, _, err := client.UsersAPI.CreateUser(ctx).UserCreate(*create).Execute()
	expect(err == nil, err)
	expect(user.Id == "1121", user.Id)
	fields := user.GetFields()
	expect(len(fields) == 4 && *fields["first_name"].String == "Kim" && *fields["years_at_sea"].Float64 == 3, fields)
	expect((*fields["interests"].ArrayOfString)[0] == "Boats", fields)

	_, response, err := client.GroupsAPI.GetGroup(ctx, 99).Execute()
	expect(err != nil && response.StatusCode == 404, response)
	missing := err.(*mobilize.GenericOpenAPIError).Model().(mobilize.ErrorBody)
	expect(missing.GetErrorMessage() == "Group 99 not found", missing)

	activities, _, err := client.ActivitiesAPI.ListActivities(ctx).Limit(50).Execute()
	expect(err == nil, err)
	expect(len(activities.Activites) == 48, len(activities.Activites))
	posts := 0
	for _, activity := range activities.Activites {
		if activity.PostActivity != nil && activity.PostActivity.GetPostName() == "Sweet Recipes" {
			posts++
		}
	}
	expect(posts == 3, posts)
}

func expect(holds bool, got any) {
	if !holds {
		log.Panicf("did not expect %v", got)
	}
}
