//! A body that passes through unchanged while a copy of it is kept, up to a limit.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes, BytesMut};
use hyper::body::{Body, Frame, SizeHint};

/// The copy of a body that has passed.
#[derive(Debug)]
pub(crate) enum Copied {
    Complete(Bytes),
    /// It is larger than the limit.
    TooLarge,
    /// One side ended the connection before the body was complete.
    Incomplete,
}

type Finish = Box<dyn FnOnce(Copied) + Send + Sync>;

/// A body that calls back with its copy when it has passed, or when it is dropped.
pub(crate) struct Tee<B: Body> {
    inner: B,
    copy: BytesMut,
    limit: usize,
    is_too_large: bool,
    is_complete: bool,
    finish: Option<Finish>,
}

impl<B: Body> Tee<B> {
    pub fn new(inner: B, limit: usize, finish: impl FnOnce(Copied) + Send + Sync + 'static) -> Self {
        Self { inner, copy: BytesMut::new(), limit, is_too_large: false, is_complete: false, finish: Some(Box::new(finish)) }
    }

    fn keep(&mut self, data: &Bytes) {
        if self.copy.len() + data.len() > self.limit {
            self.is_too_large = true;
            self.copy = BytesMut::new();
        } else if !self.is_too_large {
            self.copy.extend_from_slice(data);
        }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Tee<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let frame = Pin::new(&mut self.inner).poll_frame(context);
        match &frame {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(data) = frame.data_ref().filter(|data| data.has_remaining()) {
                    self.keep(data);
                }
            }
            Poll::Ready(None) => self.is_complete = true,
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl<B: Body> Drop for Tee<B> {
    fn drop(&mut self) {
        let copied = match (self.is_complete || self.inner.is_end_stream(), self.is_too_large) {
            (false, _) => Copied::Incomplete,
            (true, true) => Copied::TooLarge,
            (true, false) => Copied::Complete(std::mem::take(&mut self.copy).freeze()),
        };
        if let Some(finish) = self.finish.take() {
            finish(copied);
        }
    }
}
