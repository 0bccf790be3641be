use serde_json::json;

use super::{get, start};

#[tokio::test]
async fn members_are_paged() {
    let fixture = start().await;
    let (mut page, mut ids) = (1, Vec::new());
    loop {
        let body = get(&fixture, &format!("/batch/acme/members?page={page}")).await.ok();
        let members = body["members"].as_array().unwrap();
        let pagination = &body["pagination"];
        let count = members.len();
        assert_eq!(pagination, &json!({"page": page, "per_page": 1000, "count": count, "total_pages": 8, "total_count": 7335}));
        assert_eq!(body["_links"]["next_page"]["href"], format!("/batch/acme/members?page={}&per_page=1000", page + 1));
        assert_eq!(body["_links"]["prev_page"]["href"], format!("/batch/acme/members?page={}&per_page=1000", (page - 1).max(1)));
        ids.extend(members.iter().map(|member| member["id"].as_i64().unwrap()));
        if pagination["page"] == pagination["total_pages"] {
            break;
        }
        page += 1;
    }
    assert_eq!((page, ids.len()), (8, 7335));
    assert!(ids.is_sorted_by(|one, next| one < next), "each once, by id");

    let past = get(&fixture, "/batch/acme/members?page=1469&per_page=5").await.ok();
    assert_eq!((&past["members"], &past["pagination"]["count"], &past["pagination"]["total_pages"]), (&json!([]), &json!(0), &json!(1467)));
    assert_eq!(past["_links"]["next_page"]["href"], "/batch/acme/members?page=1470&per_page=5", "a link past the end");
    for far in ["9223372036854775807", "17820927987095523712043543691264"] {
        let far = get(&fixture, &format!("/batch/acme/members?page={far}&per_page=1000")).await.ok();
        assert_eq!(far["members"], json!([]));
    }
    let first = get(&fixture, "/batch/acme/members?per_page=2").await.ok();
    let named: Vec<_> = first["members"].as_array().unwrap().iter().map(|member| member["token"].as_str().unwrap()).collect();
    assert_eq!(named, ["728f6328ea67", "123f6328ea67"], "those of the sample");
}

/// No impossible member: who did something did it last on the last day, and who never did has no days.
#[tokio::test]
async fn members_hold_together() {
    let body = get(&start().await, "/batch/acme/members").await.ok();
    let mut never = 0;
    for member in body["members"].as_array().unwrap() {
        let last = member["last_day_enagaged"].as_str();
        for (name, value) in member.as_object().unwrap() {
            if name.starts_with("last_") && value.is_string() {
                assert!(value.as_str() <= last, "{name} of {member}");
            }
        }
        assert_eq!(last.is_none(), member["total_days_engaged"] == 0, "{member}");
        never += usize::from(last.is_none());
        assert!(last.is_none() || member["activated_at"].as_str() < last, "{member}");
    }
    assert!((20..400).contains(&never), "{never}");
}
