using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>What a chart of a page measures: faults, each in words that name the chart and the numbers.</summary>
internal static class ChartMeasures
{
    /// <summary>Waits until every chart is as wide as its place, and tells all faults.</summary>
    /// <param name="page">The page.</param>
    /// <param name="paper">True where charts may be narrower than their place.</param>
    public static async Task<string[]> FaultsAsync(IPage page, bool paper = false)
    {
        await page.WaitForFunctionAsync($$"""
            [...document.querySelectorAll('.mf-chart')].every(box => {
              const width = box.querySelector('.main-svg')?.getBoundingClientRect().width, room = box.clientWidth;
              return box.dataset.drawn && ({{(paper ? "width <= room + 1" : "Math.abs(width - room) <= 1")}});
            })
            """);
        return await page.EvaluateAsync<string[]>(Measure);
    }

    /// <summary>
    /// Texts as turned boxes, because names on axes are slanted; colours as the browser computed them; luminance and
    /// contrast as WCAG 2.2 defines them. Numbers in cells stand on the colours of the scale, all else on the page.
    /// </summary>
    private const string Measure = """
        () => {
          const faults = [], rgb = text => text.match(/[\d.]+/g).map(Number);
          const hex = text => [1, 3, 5].map(i => parseInt(text.slice(i, i + 2), 16));
          const luminance = c => {
            const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const contrast = (a, b) => {
            const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
            return (high + 0.05) / (low + 0.05);
          };
          const behind = element => {
            for (let e = element; e; e = e.parentElement) {
              const c = rgb(getComputedStyle(e).backgroundColor);
              if (c.length < 4 || c[3] > 0.5) return c.slice(0, 3);
            }
            return [255, 255, 255];
          };
          const corners = text => {
            const box = text.getBBox(), m = text.getScreenCTM(), pad = 1.5;
            const at = (x, y) => [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f];
            const [l, t, r, b] = [box.x + pad, box.y + pad, box.x + box.width - pad, box.y + box.height - pad];
            return [at(l, t), at(r, t), at(r, b), at(l, b)];
          };
          const apart = (one, two) => [one, two].some(shape => shape.some(([x, y], n) => {
            const [x2, y2] = shape[(n + 1) % 4], axis = [y2 - y, x - x2];
            const span = points => points.map(([px, py]) => px * axis[0] + py * axis[1]);
            const [a, b] = [span(one), span(two)];
            return Math.max(...a) <= Math.min(...b) || Math.max(...b) <= Math.min(...a);
          }));

          [...document.querySelectorAll('.mf-chart')].filter(box => !box.closest('[inert]')).forEach((box, index) => {
            const name = `chart ${index} "${box.querySelector('.mf-title')?.textContent}"`, place = box.getBoundingClientRect(), page = behind(box);
            const fault = text => faults.push(`${name}: ${text}`);
            const shown = [...box.querySelectorAll('.mf-plot text')].filter(t => t.textContent.trim() && t.getBBox().width > 3 && !t.closest('.hoverlayer, .modebar, .legend'));
            const boxes = shown.map(corners);
            shown.forEach((text, n) => {
              const xs = boxes[n].map(p => p[0]), ys = boxes[n].map(p => p[1]), plot = box.querySelector('.main-svg').getBoundingClientRect();
              if (Math.min(...xs) < place.left - 1 || Math.max(...xs) > place.right + 1 || Math.min(...ys) < plot.top - 1 || Math.max(...ys) > plot.bottom + 1)
                fault(`"${text.textContent}" is cut off`);
              for (let other = n + 1; other < shown.length; other++)
                if (!apart(boxes[n], boxes[other])) fault(`"${text.textContent}" lies on "${shown[other].textContent}"`);
              const size = parseFloat(getComputedStyle(text).fontSize), ink = rgb(getComputedStyle(text).fill).slice(0, 3);
              if (size < 8) fault(`"${text.textContent}" has ${size} pixels`);
              if (text.closest('.heatmap-label')) return;
              if (contrast(ink, page) < 4.5) fault(`"${text.textContent}" has a contrast of ${contrast(ink, page).toFixed(1)}`);
            });
            for (const text of box.querySelectorAll('.heatmap-label text')) {
              const scales = Object.entries(box.querySelector('.mf-plot')._fullLayout).filter(([key]) => key.startsWith('coloraxis')).map(([, axis]) => axis.colorscale);
              const ink = rgb(getComputedStyle(text).fill);
              for (const color of scales.flat().map(stop => stop[1])) if (contrast(ink, hex(color)) < 4.5) fault(`a number on ${color} has a contrast of ${contrast(ink, hex(color)).toFixed(1)}`);
              break;
            }
            if (!box.querySelector('.heatmaplayer image')) for (const mark of box.querySelectorAll('.scatterlayer .js-line, .scatterlayer .points path, .barlayer .point path')) {
              const style = getComputedStyle(mark), ink = style.fill !== 'none' && style.fillOpacity > 0 && rgb(style.fill).length === 3 ? style.fill : style.stroke;
              if (ink === 'none' || parseFloat(style.strokeWidth) === 0 && ink === style.stroke) continue;
              if (contrast(rgb(ink).slice(0, 3), page) < 3) fault(`a mark of ${ink} has a contrast of ${contrast(rgb(ink).slice(0, 3), page).toFixed(1)}`);
            }
            for (const control of box.querySelectorAll('button')) {
              const style = getComputedStyle(control), fill = behind(control);
              if (style.display === 'none') continue;
              if (contrast(rgb(style.color).slice(0, 3), fill) < 4.5) fault(`"${control.textContent}" has a contrast of ${contrast(rgb(style.color).slice(0, 3), fill).toFixed(1)}`);
              if (contrast(rgb(style.borderColor).slice(0, 3), page) < 3) fault(`the edge of "${control.textContent}" is too faint`);
            }
            for (const text of box.querySelectorAll('.mf-title, .mf-legend span, label span')) {
              const ink = rgb(getComputedStyle(text).color).slice(0, 3);
              if (contrast(ink, page) < 4.5) fault(`"${text.textContent}" has a contrast of ${contrast(ink, page).toFixed(1)}`);
            }
            for (const part of box.querySelectorAll('.main-svg, .mf-controls > *, .mf-legend li, .mf-title')) {
              const at = part.getBoundingClientRect();
              if (at.width && (at.left < place.left - 1 || at.right > place.right + 1 || at.right > innerWidth + 1)) fault(`${part.className.baseVal ?? part.className} is ${Math.round(at.width)} wide and ends at ${Math.round(at.right)}, its place at ${Math.round(place.right)}`);
            }
            for (const control of box.querySelectorAll('button, input, [tabindex]')) {
              if (control.closest('[role=img], [aria-hidden=true]')) fault('a control is hidden from screen readers');
              if (control.tagName === 'INPUT' && !control.getAttribute('aria-valuetext')) fault('a slider says no value');
            }
            if (!box.getAttribute('aria-labelledby') || !document.getElementById(box.getAttribute('aria-labelledby'))?.textContent) fault('it has no name');
          });
          return faults;
        }
        """;
}
