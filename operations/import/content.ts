export interface Said {
  readonly speaker: string
  readonly text: string
  readonly imageCaption?: string | null | undefined
}

/** A turn as a memory tells it: `Speaker: text [image: caption]`. */
export const contentOf = ({ speaker, text, imageCaption }: Said): string =>
  [`${speaker}:`, text, imageCaption && `[image: ${imageCaption}]`].filter(Boolean).join(' ')
