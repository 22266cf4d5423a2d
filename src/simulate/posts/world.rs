//! Everything that is planned: accounts, hours, words, posts, and what is known about them.

use super::{
    hours::Hours,
    people::People,
    post::{Key, Post, Who},
    recipe::PostRecipe,
    shelf::Shelf,
    wording::Wording,
};

/// Keeps the draws of posts apart from those of mail under the same seed.
const SALT: u64 = 0x706f_7374;

/// Accounts that belong together, planted or innocent.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) members: Vec<Who>,
}

/// A world under plan.
pub(super) struct World {
    pub(super) seed: u64,
    /// Posts that the archive will hold.
    pub(super) wanted: u32,
    pub(super) people: People,
    pub(super) hours: Hours,
    pub(super) wording: Wording,
    pub(super) shelf: Shelf,
    pub(super) posts: Vec<Post>,
    /// Planted campaigns.
    pub(super) campaigns: Vec<Group>,
    /// Innocent groups.
    pub(super) organic: Vec<Group>,
}

impl World {
    /// A world in which nothing has happened.
    pub(super) fn new(recipe: &PostRecipe) -> Self {
        let seed = recipe.seed ^ SALT;
        Self {
            seed,
            wanted: recipe.posts(),
            people: People::new(recipe, seed),
            hours: Hours::new(recipe.span()),
            wording: Wording::new(seed),
            shelf: Shelf::default(),
            posts: Vec::with_capacity(recipe.posts() as usize),
            campaigns: Vec::new(),
            organic: Vec::new(),
        }
    }

    /// Plans a post; one behind the archive's end is moved to it.
    pub(super) fn add(&mut self, mut post: Post) -> Key {
        post.time = post.time.min(self.hours.span() - 1);
        self.posts.push(post);
        u32::try_from(self.posts.len() - 1).unwrap_or(u32::MAX)
    }

    /// Whether so many posts more still leave most of the archive to ordinary life.
    pub(super) fn has_room(&self, more: u32) -> bool {
        self.posts.len() as u64 + u64::from(more) <= u64::from(self.wanted) * 2 / 5
    }

    /// Posts that are left for ordinary life.
    pub(super) fn left(&self) -> u32 {
        self.wanted
            .saturating_sub(u32::try_from(self.posts.len()).unwrap_or(u32::MAX))
    }
}
