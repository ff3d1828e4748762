// Draws the newest picture on the canvas and says so to the server, which then sends the next one.

export class Picture {
  #canvas;
  #context;
  #connection;
  #waiting = null;
  #isDecoding = false;
  #owed = [];
  #drawn;

  /** The header of the picture on the canvas; null before the first. */
  header = null;

  /** @param drawn called with the header of each picture once it is on the canvas. */
  constructor(canvas, connection, drawn) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
    this.#connection = connection;
    this.#drawn = drawn;
    connection.addEventListener('picture', event => this.#take(event.detail));
    connection.addEventListener('open', () => (this.#owed = []));
    document.addEventListener('visibilitychange', () => this.#settle());
  }

  #take(picture) {
    if (this.#isDecoding) {
      if (this.#waiting) this.#acknowledge(this.#waiting.header);
      this.#waiting = picture;
      return;
    }
    void this.#draw(picture);
  }

  async #draw({ header, bytes }) {
    this.#isDecoding = true;
    try {
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
      if (this.#canvas.width !== image.width || this.#canvas.height !== image.height) {
        this.#canvas.width = image.width;
        this.#canvas.height = image.height;
      }
      this.#context.drawImage(image, 0, 0);
      image.close();
      this.header = header;
      this.#drawn(header);
    } finally {
      this.#isDecoding = false;
      this.#acknowledge(header);
    }

    const next = this.#waiting;
    this.#waiting = null;
    if (next) void this.#draw(next);
  }

  // A page that nobody looks at asks for no more pictures.
  #acknowledge(header) {
    if (document.hidden) this.#owed.push(header.index);
    else this.#connection.send({ type: 'seen', index: header.index });
  }

  #settle() {
    if (document.hidden) return;
    for (const index of this.#owed.splice(0)) this.#connection.send({ type: 'seen', index });
  }
}
