using Microsoft.Playwright;

namespace MfNotebooks.Tests.Notebooks.Chapters;

/// <summary>What a chart of a page measures: faults, each in words that name the chart and the numbers.</summary>
internal static class ChartMeasures
{
    /// <summary>Waits until every chart has its place's width and the page's colours, and tells all faults.</summary>
    /// <param name="page">The page.</param>
    /// <param name="paper">True where charts may be narrower than their place.</param>
    public static async Task<string[]> FaultsAsync(IPage page, bool paper = false)
    {
        await page.WaitForFunctionAsync($$"""
            [...document.querySelectorAll('.mf-chart')].every(box => {
              const width = box.querySelector('.main-svg')?.getBoundingClientRect().width, room = box.clientWidth;
              const isDark = matchMedia('screen and (prefers-color-scheme: dark)').matches;
              const ink = box.querySelector('.mf-plot')?._fullLayout?.font.color;
              return box.dataset.drawn && ink === (isDark ? '#e6e4df' : '#24292f')
                && ({{(paper ? "width <= room + 1" : "Math.abs(width - room) <= 1")}});
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

          const inkOf = (element, property) => rgb(getComputedStyle(element)[property]).slice(0, 3);
          for (const [index, box] of [...document.querySelectorAll('.mf-chart')].entries()) {
            const title = box.querySelector('.mf-title')?.textContent;
            const place = box.getBoundingClientRect(), page = behind(box);
            const fault = text => faults.push(`chart ${index} "${title}": ${text}`);
            const faint = (what, ink, ground, least) => {
              const ratio = contrast(ink, ground);
              if (ratio < least) fault(`${what} has a contrast of ${ratio.toFixed(1)}`);
            };

            // Texts: whole, apart, large enough, and seen.
            const plot = box.querySelector('.main-svg').getBoundingClientRect();
            const texts = [...box.querySelectorAll('.mf-plot text')]
              .filter(text => text.textContent.trim() && text.getBBox().width > 3)
              .filter(text => !text.closest('.hoverlayer, .modebar, .legend'));
            const shapes = texts.map(corners);
            const around = shapes.map(shape => [0, 1].flatMap(at => {
              const places = shape.map(point => point[at]);
              return [Math.min(...places), Math.max(...places)];
            }));
            // Few texts are near each other, and only those need a closer look.
            const near = ([left, right, top, bottom], [left2, right2, top2, bottom2]) =>
              left < right2 && left2 < right && top < bottom2 && top2 < bottom;
            texts.forEach((text, n) => {
              const name = `"${text.textContent}"`, [left, right, top, bottom] = around[n];
              if (left < place.left - 1 || right > place.right + 1 || top < plot.top - 1 || bottom > plot.bottom + 1)
                fault(`${name} is cut off`);
              for (let other = n + 1; other < texts.length; other++)
                if (near(around[n], around[other]) && !apart(shapes[n], shapes[other]))
                  fault(`${name} lies on "${texts[other].textContent}"`);
              if (parseFloat(getComputedStyle(text).fontSize) < 8) fault(`${name} is too small`);
              if (!text.closest('.heatmap-label')) faint(name, inkOf(text, 'fill'), page, 4.5);
            });
            const drawn = box.querySelector('.mf-plot')._fullLayout;
            for (const axis of Object.values(drawn).filter(value => value?.type === 'log')) {
              const labels = [...box.querySelectorAll(`.${axis._id}tick text`)].map(text => text.textContent);
              if (labels.filter(Boolean).length < 2) fault(`its logarithmic axis says only "${labels}"`);
            }
            if (texts.some(text => /(^|[\s(])-\d/.test(text.textContent))) fault('a hyphen stands for a minus');

            // Numbers in cells: one size in a chart, and seen wherever there are few columns.
            const maps = [...box.querySelectorAll('.hm')].map(map => ({
              number: map.querySelector('.heatmap-label text'), columns: map.__data__[0].trace.z[0].length,
            }));
            const sizes = maps.filter(map => map.number).map(map => parseFloat(getComputedStyle(map.number).fontSize));
            if (Math.max(...sizes) - Math.min(...sizes) > 0.2) fault(`numbers have the sizes ${sizes}`);
            if (maps.some(map => map.columns <= 12 && !map.number)) fault('cells show no numbers');
            const number = box.querySelector('.heatmap-label text');
            const axes = Object.keys(drawn).filter(key => key.startsWith('coloraxis'));
            if (number) for (const [, color] of axes.flatMap(axis => drawn[axis].colorscale))
              faint(`a number on ${color}`, inkOf(number, 'fill'), hex(color), 4.5);
            for (const text of box.querySelectorAll('.mf-title, .mf-legend span, label span, button'))
              faint(`"${text.textContent}"`, inkOf(text, 'color'), behind(text), 4.5);

            // Marks and the edges of controls. On heatmaps marks have an outline of the other kind.
            const marks = box.querySelectorAll(
              '.scatterlayer .js-line, .scatterlayer .points path, .barlayer .point path');
            if (!box.querySelector('.heatmaplayer image')) for (const mark of marks) {
              const { fill, fillOpacity, stroke, strokeWidth } = getComputedStyle(mark);
              const isFilled = fill.startsWith('rgb(') && fillOpacity > 0; // a pattern is measured by its outline
              if (isFilled || (stroke !== 'none' && parseFloat(strokeWidth) > 0))
                faint(`a mark of ${isFilled ? fill : stroke}`, rgb(isFilled ? fill : stroke).slice(0, 3), page, 3);
            }
            for (const button of box.querySelectorAll('button'))
              if (getComputedStyle(button).display !== 'none')
                faint(`the edge of "${button.textContent}"`, inkOf(button, 'borderTopColor'), page, 3);

            for (const part of box.querySelectorAll('.main-svg, .mf-controls > *, .mf-legend li, .mf-title')) {
              const { left, right, width } = part.getBoundingClientRect();
              const most = Math.min(place.right, innerWidth) + 1;
              if (width && (left < place.left - 1 || right > most))
                fault(`<${part.tagName}> ends at ${right} of ${most}`);
            }
            for (const control of box.querySelectorAll('button, input, [tabindex]')) {
              if (control.closest('[role=img], [aria-hidden=true]')) fault('a control is hidden from screen readers');
              if (control.tagName === 'INPUT' && !control.getAttribute('aria-valuetext'))
                fault('a slider says no value');
            }
            if (!document.getElementById(box.getAttribute('aria-labelledby'))?.textContent) fault('it has no name');
          }
          return faults;
        }
        """;
}
