/**
 * Makes a textarea an editor: its own text is transparent, and a coloured copy lies under it, moved as it scrolls.
 * Tab still leaves it, so that the page can be used with the keyboard alone.
 */
function createEditor(textarea) {
  const { language } = textarea.dataset
  const copy = element('code', {})
  textarea.before(element('pre', { className: 'code copy', ariaHidden: 'true' }, copy))
  Object.assign(textarea, { className: 'code', wrap: 'off', spellcheck: false, autocapitalize: 'off' })

  const paint = () => copy.replaceChildren(...highlight(textarea.value, language))
  const follow = () => {
    copy.style.transform = `translate(${-textarea.scrollLeft}px, ${-textarea.scrollTop}px)`
  }
  textarea.addEventListener('input', paint)
  textarea.addEventListener('scroll', follow)
  return {
    get text() {
      return textarea.value
    },
    set text(value) {
      textarea.value = value
      textarea.scrollTo(0, 0)
      paint()
    },
  }
}

/** An editor of a JSON object; `read` gives null, and says why under the editor, where it is not one. */
function createJsonEditor(textarea, message) {
  const editor = createEditor(textarea)
  textarea.setAttribute('aria-describedby', message.id)

  const complain = (reason) => {
    message.textContent = reason ?? ''
    message.hidden = reason === undefined
    textarea.ariaInvalid = String(reason !== undefined)
  }
  textarea.addEventListener('input', () => complain())
  return {
    write(value) {
      editor.text = Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2)
      complain()
    },
    read() {
      try {
        const value = JSON.parse(editor.text.trim() || '{}')
        if (value === null || typeof value !== 'object' || Array.isArray(value))
          throw new Error('not an object')
        complain()
        return value
      } catch (error) {
        complain(`This must be a JSON object: ${error.message}`)
        textarea.focus()
        return null
      }
    },
  }
}
